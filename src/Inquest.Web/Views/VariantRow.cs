namespace Inquest.Web.Views;

/// <summary>One fingerprint of an issue, as the form that splits it lists it.</summary>
/// <param name="Value">What the form sends.</param>
/// <param name="Title">Title of its latest event; empty when none is among the latest ones.</param>
/// <param name="Events">How many of the latest events have it.</param>
public sealed record VariantRow(string Value, string Title, long Events);
