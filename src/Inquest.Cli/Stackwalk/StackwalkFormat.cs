namespace Inquest.Cli.Stackwalk;

/// <summary>The shapes that a walked dump can be printed in.</summary>
enum StackwalkFormat
{
    /// <summary>Text for people.</summary>
    Human = 0,

    /// <summary>System, crash and the crashed thread only.</summary>
    Brief,

    /// <summary>rust-minidump's schema with additions.</summary>
    Json,

    /// <summary>Breakpad's lines of <c>minidump_stackwalk -m</c>.</summary>
    Breakpad,

    /// <summary>The streams as they are, nothing walked.</summary>
    Raw,
}
