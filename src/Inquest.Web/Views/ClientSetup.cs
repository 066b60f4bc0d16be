namespace Inquest.Web.Views;

/// <summary>Everything a client needs to send to one project.</summary>
/// <param name="Dsn"><c>https://key@host/1</c>.</param>
/// <param name="MinidumpUrl">Address for minidump uploads, with the key in its query.</param>
/// <param name="EnvelopeUrl">Address of the envelope endpoint.</param>
/// <param name="PublicKey">The key alone.</param>
public sealed record ClientSetup(string Dsn, string MinidumpUrl, string EnvelopeUrl, string PublicKey);
