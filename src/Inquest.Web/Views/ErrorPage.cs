namespace Inquest.Web.Views;

/// <summary>Something went wrong, and what to do about it.</summary>
public sealed record ErrorPage(Shell Shell, int Status, string Heading, string Text, string? Reference);
