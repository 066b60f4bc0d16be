namespace Inquest.Reports;

/// <summary>Who was hit, as far as the client said and the scrubber let through.</summary>
public sealed record ReportUser(string? Id, string? Email, string? Username, string? Name, string? IpAddress);
