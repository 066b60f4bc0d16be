using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Inquest.Client.AspNetCore;

/// <summary>Puts the middleware around everything that the app adds.</summary>
sealed class InquestStartupFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseMiddleware<InquestMiddleware>();
        next(app);
    };
}
