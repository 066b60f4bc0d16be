namespace Inquest.Formats.Minidump;

/// <summary>What a macOS library wrote into its <c>__crash_info</c> section before it gave up.</summary>
/// <param name="Version">Of Apple's structure: 4 or 5.</param>
/// <param name="Thread">Thread it is about, or zero.</param>
/// <param name="DialogMode">Of no use here.</param>
/// <param name="AbortCause">From version 5 on, otherwise null.</param>
/// <param name="ModulePath">The library.</param>
/// <param name="Message">Its message, e.g. the text of an assertion.</param>
/// <param name="SignatureString">Grouping hint of Apple's reporter.</param>
/// <param name="Backtrace">Of an Objective-C exception.</param>
/// <param name="Message2">A second message.</param>
public sealed record MacCrashInfo(
    ulong Version,
    ulong Thread,
    ulong DialogMode,
    ulong? AbortCause,
    string ModulePath,
    string Message,
    string SignatureString,
    string Backtrace,
    string Message2);
