namespace Inquest.Web.Views;

/// <summary>A key that clients send with.</summary>
public sealed record KeyRow(long Id, string Label, string Dsn, bool Enabled, DateTimeOffset CreatedAt);
