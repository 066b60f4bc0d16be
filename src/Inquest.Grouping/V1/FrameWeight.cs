namespace Inquest.Grouping.V1;

/// <summary>How much a frame says about which bug it is.</summary>
enum FrameWeight
{
    /// <summary>Nothing: machinery, or code that compilers put in line as they please.</summary>
    None = 0,

    /// <summary>Finds or reports the failure; decides only when nothing else can.</summary>
    Reporter,

    /// <summary>A test method: its class decides when nothing else can.</summary>
    Test,

    /// <summary>A name that a thousand functions share, or a helper out of a header: passed over while there are better ones.</summary>
    Common,

    /// <summary>A library call in which bugs of its callers show, or a place without a name: four of them weigh one function.</summary>
    Leaf,

    /// <summary>A function of its own.</summary>
    Full,
}
