namespace Inquest.Formats.Demangle;

/// <summary>The name of a symbol before its type is known.</summary>
/// <param name="IsConversion">The name goes on with the type that the operator converts to.</param>
/// <param name="HasNoReturn">A constructor or destructor.</param>
readonly record struct MsvcName(string Text, bool IsConversion, bool HasNoReturn);
