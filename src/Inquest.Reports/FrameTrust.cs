namespace Inquest.Reports;

/// <summary>How a frame was found, from the least to the most trustworthy. Names as rust-minidump's JSON schema has them.</summary>
public enum FrameTrust
{
    None = 0,

    /// <summary>A word on the stack looked like a return address.</summary>
    Scan,

    /// <summary>Found by scanning, with registers recovered by CFI.</summary>
    CfiScan,

    FramePointer,

    Cfi,

    /// <summary>Given by another unwinder, e.g. an SDK inside the process.</summary>
    Prewalked,

    /// <summary>The registers of the thread itself.</summary>
    Context,
}
