namespace Inquest.Formats.PortablePdb;

/// <summary>The source of the instructions from an offset in a method's intermediate language; line 0 is code that nobody wrote.</summary>
public readonly record struct IlLine(int Offset, string File, int Line);
