namespace Inquest.Client.Delivery;

/// <summary>How reports travel.</summary>
public enum DeliveryWay
{
    /// <summary>Dumps through a signed address where the server has them, everything else in envelopes.</summary>
    Auto,

    /// <summary>A signed address, PUT, confirmation: our server.</summary>
    SignedAddress,

    /// <summary>One form with <c>upload_file_minidump</c>: any collector of Breakpad's or Crashpad's kind.</summary>
    Minidump,

    /// <summary>One envelope: any server that speaks Sentry's protocol.</summary>
    Envelope,
}
