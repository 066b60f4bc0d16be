namespace Inquest.Client.Sampling;

/// <param name="Reason">Such as <c>sample_rate</c>.</param>
/// <param name="Category">Such as <c>error</c>.</param>
/// <param name="Quantity">How many.</param>
sealed record DropCount(string Reason, string Category, long Quantity);
