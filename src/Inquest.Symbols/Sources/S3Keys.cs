namespace Inquest.Symbols.Sources;

/// <summary>Who signs requests to an S3 bucket, and the region that it lies in.</summary>
public sealed record S3Keys(string AccessKey, string SecretKey, string Region, string? SessionToken)
{
    const string DefaultRegion = "us-east-1";

    /// <summary>Out of the variables that every S3 tool reads; null without a key.</summary>
    public static S3Keys? FromEnvironment(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        return variable("AWS_ACCESS_KEY_ID") is { Length: > 0 } access && variable("AWS_SECRET_ACCESS_KEY") is { Length: > 0 } secret
            ? new S3Keys(
                access, secret, variable("AWS_REGION") ?? variable("AWS_DEFAULT_REGION") ?? DefaultRegion,
                variable("AWS_SESSION_TOKEN") is { Length: > 0 } session ? session : null)
            : null;
    }
}
