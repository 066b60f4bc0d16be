// Templates, lambdas, inlined calls, exceptions, local classes, anonymous namespaces and a static initialiser.
#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace
{
struct Shape
{
    virtual ~Shape() = default;
    virtual double Area() const = 0;
};

template <int Sides>
struct Regular : Shape
{
    explicit Regular(double side) : side(side) {}
    double Area() const override
    {
        if (side < 0)
            throw std::invalid_argument("side");
        return Sides * side * side / 4;
    }
    double side;
};

std::map<std::string, std::function<std::unique_ptr<Shape>(double)>> makers = {
    {"triangle", [](double side) { return std::make_unique<Regular<3>>(side); }},
    {"square", [](double side) { return std::make_unique<Regular<4>>(side); }},
};
}

extern "C" double sum_areas(const char *kind, const double *sides, int count)
{
    struct Summer
    {
        double total = 0;
        void operator()(double area) { total += area; }
    } summer;
    std::vector<std::unique_ptr<Shape>> shapes;
    for (int i = 0; i < count; i++)
        shapes.push_back(makers.at(kind)(sides[i]));
    std::sort(shapes.begin(), shapes.end(), [](const auto &a, const auto &b) { return a->Area() < b->Area(); });
    for (const auto &shape : shapes)
        summer(shape->Area());
    return summer.total;
}

int main(int argc, char **argv)
{
    double sides[] = {1, 2, 3.5};
    try
    {
        std::printf("%g\n", sum_areas(argc > 1 ? argv[1] : "square", sides, 3));
    }
    catch (const std::exception &e)
    {
        std::printf("%s\n", e.what());
    }
}
