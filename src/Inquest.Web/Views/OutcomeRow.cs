namespace Inquest.Web.Views;

/// <summary>One kind of end that items came to.</summary>
public sealed record OutcomeRow(string Category, string Outcome, string Reason, long Quantity, bool IsLoss);
