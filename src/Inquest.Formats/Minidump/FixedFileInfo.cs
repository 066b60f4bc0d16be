namespace Inquest.Formats.Minidump;

/// <summary>VS_FIXEDFILEINFO (verrsrc.h): the version resource of a module.</summary>
/// <param name="FileVersion">Four 16-bit numbers, the most significant first.</param>
/// <param name="ProductVersion">Four 16-bit numbers, the most significant first.</param>
/// <param name="FileFlags">VS_FF_ bits that the mask allows.</param>
/// <param name="FileOs">VOS_ value.</param>
/// <param name="FileType">VFT_ value: 1 application, 2 library.</param>
public readonly record struct FixedFileInfo(
    ulong FileVersion, ulong ProductVersion, uint FileFlags, uint FileOs, uint FileType)
{
    internal const uint Signature = 0xFEEF04BD;

    /// <summary><c>10.0.19041.1288</c>.</summary>
    public static string Format(ulong version) =>
        $"{version >> 48}.{(version >> 32) & 0xFFFF}.{(version >> 16) & 0xFFFF}.{version & 0xFFFF}";
}
