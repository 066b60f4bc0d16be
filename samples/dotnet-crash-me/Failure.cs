namespace Inquest.Samples.DotnetCrashMe;

static class Failure
{
    /// <summary>An exception with a stack of its own.</summary>
    public static Exception Of(int number)
    {
        try
        {
            throw new InvalidOperationException($"failure {number}");
        }
        catch (InvalidOperationException e)
        {
            return e;
        }
    }
}
