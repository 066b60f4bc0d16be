namespace Inquest.Formats.Minidump;

/// <summary>One component of the XSAVE area (XSTATE_FEATURE).</summary>
/// <param name="Index">Bit number in XCR0: 2 AVX, 5 to 7 AVX-512, 9 PKRU, 11 and 12 CET.</param>
/// <param name="Offset">Bytes from the start of the XSAVE area.</param>
/// <param name="Size">Bytes.</param>
public readonly record struct XStateFeature(int Index, uint Offset, uint Size);
