namespace Inquest.Web.Views;

/// <summary>Where the first run stands.</summary>
public enum SetupStep
{
    Account = 1,
    Project = 2,
    Client = 3,
    Waiting = 4,
}
