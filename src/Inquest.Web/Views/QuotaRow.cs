namespace Inquest.Web.Views;

/// <summary>A quota and how far it is used up.</summary>
/// <param name="For">Whom it is for, in words.</param>
/// <param name="Unit">What is counted: <c>events</c>, <c>bytes of files</c>, <c>sessions</c>.</param>
/// <param name="Forecast">What will be used at the period's end if it goes on so; null while too little is known.</param>
/// <param name="Scope">The value of the form's field that takes it away: organisation's, project's or a key's.</param>
public sealed record QuotaRow(
    string For, string Category, string Unit, string Period, long Used, long Quantity, double? Forecast, DateTimeOffset EndsAt, string Scope)
{
    public int Percent => Quantity == 0 ? 100 : (int)Math.Min(100, 100.0 * Used / Quantity);

    public bool IsUsedUp => Used >= Quantity;
}
