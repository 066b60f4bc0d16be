namespace Inquest.Reports;

/// <summary>An address or register that one flipped bit would explain.</summary>
/// <param name="Address">The address after the bit was put right.</param>
/// <param name="Register">The register that held the damaged value, if it was one.</param>
/// <param name="Confidence">From 0 to 1.</param>
public sealed record BitFlip(ulong Address, string? Register, double Confidence);
