// Much code of many kinds out of few lines: the standard library's templates, instantiated whole, and what calls them.
#include <any>
#include <deque>
#include <filesystem>
#include <forward_list>
#include <functional>
#include <future>
#include <iostream>
#include <list>
#include <map>
#include <numeric>
#include <optional>
#include <random>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <unordered_map>
#include <variant>
#include <vector>

template class std::vector<std::string>;
template class std::vector<std::vector<double>>;
template class std::map<std::string, std::vector<int>>;
template class std::multimap<int, std::string>;
template class std::set<std::pair<int, std::string>>;
template class std::unordered_map<std::string, double>;
template class std::deque<std::string>;
template class std::list<std::string>;
template class std::forward_list<int>;
template class std::basic_regex<char>;
template class std::match_results<std::string::const_iterator>;
template class std::mersenne_twister_engine<unsigned long, 64, 312, 156, 31, 0xb5026f5aa96619e9UL, 29, 0x5555555555555555UL, 17,
    0x71d67fffeda60000UL, 37, 0xfff7eee000000000UL, 43, 6364136223846793005UL>;

namespace machine
{
using Value = std::variant<std::monostate, long, double, std::string, std::vector<long>>;

struct Fault : std::runtime_error
{
    Fault(const std::string &what, int at) : std::runtime_error(what + " at " + std::to_string(at)), at(at) {}
    int at;
};

struct Reader
{
    virtual ~Reader() = default;
    virtual Value read() = 0;
};

struct Counter
{
    virtual ~Counter() = default;
    virtual int count() const { return 0; }
};

// Two bases with virtual functions: the compiler writes thunks.
struct Words final : Reader, Counter
{
    explicit Words(std::istream &in) : in(in) {}
    Value read() override
    {
        std::string word;
        if (!(in >> word))
            return {};
        seen++;
        static const std::regex number("[-+]?[0-9]+"), real("[-+]?[0-9]*\\.[0-9]+");
        if (std::regex_match(word, number))
            return std::stol(word);
        return std::regex_match(word, real) ? Value(std::stod(word)) : Value(word);
    }
    int count() const override { return seen; }
    std::istream &in;
    int seen = 0;
};

template <class... F> struct Cases : F... { using F::operator()...; };
template <class... F> Cases(F...) -> Cases<F...>;

template <int N> struct Tower
{
    static long climb(long n) { return n % 2 ? Tower<N - 1>::climb(n + N) : Tower<N / 2>::climb(n - 1) ^ N; }
};
template <> struct Tower<0>
{
    static long climb(long n) { return n; }
};

static double weigh(const Value &value)
{
    return std::visit(Cases{
        [](std::monostate) { return 0.0; },
        [](long n) { return double(Tower<24>::climb(n)); },
        [](double x) { return x; },
        [](const std::string &text) { return double(std::accumulate(text.begin(), text.end(), 0)); },
        [](const auto &many) { return double(many.size()); },
    }, value);
}

struct Pool
{
    ~Pool()
    {
        for (auto &thread : threads)
            thread.join();
    }
    template <class F> auto run(F work)
    {
        std::packaged_task<std::invoke_result_t<F>()> task(std::move(work));
        auto result = task.get_future();
        threads.emplace_back(std::move(task));
        return result;
    }
    std::vector<std::thread> threads;
};
}

int main(int argc, char **argv)
{
    using namespace machine;
    try
    {
        std::istringstream text(argc > 1 ? argv[1] : "1 2.5 three");
        Words words(text);
        std::map<std::string, std::vector<Value>> kinds;
        for (Value value = words.read(); value.index(); value = words.read())
            kinds[std::to_string(value.index())].push_back(value);
        Pool pool;
        std::vector<std::future<double>> sums;
        for (auto &[kind, values] : kinds)
            sums.push_back(pool.run([&values = values] {
                std::sort(values.begin(), values.end(), [](auto &a, auto &b) { return weigh(a) < weigh(b); });
                return std::accumulate(values.begin(), values.end(), 0.0, [](double sum, auto &v) { return sum + weigh(v); });
            }));
        std::any last;
        for (auto &sum : sums)
            last = sum.get();
        std::optional<std::filesystem::path> path;
        for (auto &entry : std::filesystem::directory_iterator("/proc/self"))
            if (!path || entry.path() < *path)
                path = entry.path().lexically_normal();
        if (!last.has_value())
            throw Fault("nothing", words.count());
        std::cout << std::any_cast<double>(last) << ' ' << path->string() << '\n';
    }
    catch (const Fault &fault)
    {
        std::cerr << fault.what() << '\n';
        return fault.at;
    }
}
