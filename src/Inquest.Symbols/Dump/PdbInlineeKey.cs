namespace Inquest.Symbols.Dump;

/// <summary>Names an inlined function: by its id, or by what another module calls it.</summary>
/// <param name="Module">Offset of that module's name in the string table; null when the id is one for all modules.</param>
readonly record struct PdbInlineeKey(uint? Module, uint Id);
