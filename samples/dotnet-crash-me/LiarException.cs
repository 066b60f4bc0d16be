namespace Inquest.Samples.DotnetCrashMe;

/// <summary>An exception that fails while it is asked what it is.</summary>
sealed class LiarException : Exception
{
    public override string Message => throw new NotSupportedException("no message");
}
