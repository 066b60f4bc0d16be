using Inquest.Client.Consent;

namespace Inquest.Client.Delivery;

/// <summary>What an app decides about the way of its reports.</summary>
public sealed record DeliveryOptions
{
    public static DeliveryOptions Default { get; } = new();

    public DeliveryWay Way { get; init; }

    public WireCompression Compression { get; init; } = WireCompression.Gzip;

    /// <summary>Bytes a second that an upload may take of the line; 0 takes all.</summary>
    public long BytesPerSecond { get; init; }

    /// <summary>Says whether the line is paid by its bytes; null means it never is.</summary>
    public Func<bool>? IsMetered { get; init; }

    /// <summary>What the person said; null for apps that need not ask. Without a yes nothing of a report leaves the machine.</summary>
    public ConsentFile? Consent { get; init; }

    /// <summary>Asks when nobody was asked yet and reports wait: the app's own way, or <see cref="ConsentPrompt.AskAsync"/>; null does not ask.</summary>
    public Func<ConsentQuestion, CancellationToken, Task<ConsentAnswer>>? AskConsent { get; init; }

    /// <summary>What the question says.</summary>
    public ConsentQuestion? Question { get; init; }

    /// <summary>The account. Only its hash goes to the server, so that a choice follows the person to other machines.</summary>
    public string? UserId { get; init; }

    /// <summary>Larger reports wait for a line that is not metered.</summary>
    public long MeteredBytesMax { get; init; } = 64 << 10;
}
