namespace Inquest.Web;

/// <summary>Every bound on what one page draws, each with its reason. What is cut is always counted on the page.</summary>
public static class WebLimits
{
    /// <summary>Rows of the first stack table. With nine elements each they are a third of a page's 3,000.</summary>
    public const int FramesShown = 100;

    /// <summary>Rows when all were asked for: a runaway recursion of 10,000 frames is a page of 2 MB.</summary>
    public const int FramesShownMax = 2000;

    /// <summary>Groups of threads with one stack each; a process with more different stacks is read as JSON.</summary>
    public const int ThreadGroupsShown = 200;

    /// <summary>Frames of another thread that is opened from the list.</summary>
    public const int OtherThreadFramesShown = 60;

    /// <summary>Names of threads in one group's summary.</summary>
    public const int ThreadNamesShown = 12;

    /// <summary>Breadcrumbs on the page, the latest ones. SDKs send 100 by default.</summary>
    public const int BreadcrumbsShown = 60;

    /// <summary>Breadcrumbs on their own page.</summary>
    public const int BreadcrumbsShownMax = 2000;

    /// <summary>Rows of modules; Chrome on Windows has 300.</summary>
    public const int ModulesShown = 1000;

    /// <summary>Bytes of memory drawn as hex, per piece: 64 lines.</summary>
    public const int MemoryBytesShown = 1024;

    /// <summary>Characters of one value (a tag, a message, a variable). What is longer is in the JSON.</summary>
    public const int ValueLength = 2000;

    /// <summary>Characters of a heading: a title is the first line of whatever a client sent.</summary>
    public const int TitleLength = 300;

    /// <summary>Characters of a function's whole name in a tooltip.</summary>
    public const int FunctionLength = 1000;

    /// <summary>Rows of a table of names and values (contexts, extra, annotations).</summary>
    public const int ValuesShown = 120;
}
