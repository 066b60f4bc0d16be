namespace Inquest.Client;

/// <summary>What the runtime tells of the process's end, for the clients that want it.</summary>
static class ProcessHooks
{
    public static void Add(InquestClient client)
    {
        if (client.Options.CaptureUnhandledExceptions)
        {
            AppDomain.CurrentDomain.UnhandledException += client.OnUnhandled;
        }

        if (client.Options.CaptureUnobservedTaskExceptions)
        {
            TaskScheduler.UnobservedTaskException += client.OnUnobserved;
        }

        AppDomain.CurrentDomain.ProcessExit += client.OnProcessExit;
    }

    public static void Remove(InquestClient client)
    {
        AppDomain.CurrentDomain.UnhandledException -= client.OnUnhandled;
        TaskScheduler.UnobservedTaskException -= client.OnUnobserved;
        AppDomain.CurrentDomain.ProcessExit -= client.OnProcessExit;
    }
}
