namespace Inquest.Grouping.Similarity;

/// <summary>When a stack is fit to be compared at all.</summary>
public static class SecondChanceGate
{
    const double NativeThreshold = 0.6, ManagedThreshold = 0.7;

    /// <summary>The threshold of projects that did not choose one: classes and packages make managed stacks alike that are not.</summary>
    public static double DefaultThreshold(string platform) => V1.Languages.IsManaged(platform) ? ManagedThreshold : NativeThreshold;

    // One or two calls that happen to be alike are no likeness.
    const int FewestCalls = 3;

    /// <summary>False for stacks that are too short, and where a person or client decided the key.</summary>
    public static bool MayAsk(NormalisedStack stack)
    {
        if (stack.Facts is not { ClientFingerprint.Count: 0 })
        {
            return false;
        }

        var named = 0;
        foreach (var frame in stack.Frames)
        {
            named += frame.Function is not null && frame.Role is FrameRole.Code or FrameRole.Plumbing ? 1 : 0;
        }

        return named >= FewestCalls;
    }
}
