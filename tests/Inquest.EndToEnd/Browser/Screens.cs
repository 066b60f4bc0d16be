namespace Inquest.EndToEnd.Browser;

/// <summary>Every page that a person can come to, on the seeded server.</summary>
static class Screens
{
    public static readonly string[] Paths =
    [
        "/", "/issues", "/issues?tab=new&sort=events", "/issues?q=DrawMesh", "/issues?q=nothingmatchesthis", "/issues?tab=resolved",
        "/issues/1", "/issues/2", "/issues/3", "/issues/4", "/issues/1/events/60", "/issues/1/events/60/threads", "/issues/1/events/60/threads/1",
        "/issues/1/events/60/modules", "/issues/1/events/60/memory", "/issues/3/events/151/modules", "/releases", "/releases/6.4.0", "/slo", "/compare", "/health-check", "/symbols", "/grouping", "/grouping/drift", "/outcomes", "/outcomes/limits", "/pipeline", "/consent", "/settings", "/help", "/setup", "/setup/waiting", "/no/such/page",
    ];
}
