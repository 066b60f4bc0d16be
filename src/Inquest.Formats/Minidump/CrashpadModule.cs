namespace Inquest.Formats.Minidump;

/// <summary>Annotations of one module (MinidumpModuleCrashpadInfo).</summary>
/// <param name="ModuleIndex">Index into <see cref="MinidumpFile.Modules"/>.</param>
/// <param name="ListAnnotations">Strings without a key: dyld's messages, abort texts.</param>
/// <param name="SimpleAnnotations">Key-value pairs of the older kind.</param>
/// <param name="AnnotationObjects">Typed values of the newer kind.</param>
public sealed record CrashpadModule(
    uint ModuleIndex,
    IReadOnlyList<string> ListAnnotations,
    IReadOnlyList<KeyValuePair<string, string>> SimpleAnnotations,
    IReadOnlyList<CrashpadAnnotation> AnnotationObjects);
