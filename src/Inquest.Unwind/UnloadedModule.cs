namespace Inquest.Unwind;

/// <summary>A module that had left the process before the dump was written.</summary>
public sealed record UnloadedModule(ulong Base, ulong Size, string Name);
