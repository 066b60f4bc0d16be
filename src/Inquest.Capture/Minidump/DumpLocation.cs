namespace Inquest.Capture.Minidump;

/// <summary>A part of a dump: where it starts and how many bytes it has.</summary>
readonly record struct DumpLocation(int Rva, int Size);
