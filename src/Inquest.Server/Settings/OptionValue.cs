namespace Inquest.Server.Settings;

/// <summary>An option's value and where it comes from: <c>flag</c>, <c>environment</c>, <c>file</c> or <c>default</c>.</summary>
public sealed record OptionValue(OptionDefinition Definition, string Value, string Origin);
