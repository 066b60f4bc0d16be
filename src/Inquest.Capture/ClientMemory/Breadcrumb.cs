namespace Inquest.Capture.ClientMemory;

/// <summary>What the program said it was doing.</summary>
/// <param name="TimeNs">Nanoseconds since 1970.</param>
/// <param name="Level">0 debug, 1 info, 2 warning, 3 error.</param>
public readonly record struct Breadcrumb(ulong TimeNs, int Level, string Category, string Message);
