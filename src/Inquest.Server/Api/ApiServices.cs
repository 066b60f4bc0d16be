using Inquest.Storage.Decisions;
using Inquest.Storage.Drift;
using Inquest.Storage.Queries;

namespace Inquest.Server.Api;

/// <summary>Registers the queries and decisions that the API answers with.</summary>
static class ApiServices
{
    public static IServiceCollection AddApi(this IServiceCollection services) => services
        .AddSingleton<ProjectQueries>()
        .AddSingleton<IssueQueries>()
        .AddSingleton<EventQueries>()
        .AddSingleton<SymbolQueries>()
        .AddSingleton<OutcomeQueries>()
        .AddSingleton<IssuePartQueries>()
        .AddSingleton<DriftQuery>()
        .AddSingleton<IssueDecisions>()
        .AddSingleton<IssueRegrouping>();
}
