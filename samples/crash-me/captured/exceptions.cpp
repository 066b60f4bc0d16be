// C++ ends.
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <string>

#include "ways.h"

namespace {

__attribute__((noinline)) void load_level(const std::string& name)
{
    throw std::runtime_error("no such level: " + name);
}

void throw_uncaught() { load_level("seven"); }

__attribute__((noinline)) void promise_too_much() noexcept { load_level("eight"); }

__attribute__((noinline)) void terminate_outright() { std::terminate(); }

struct Shape {
    Shape() { draw_early(); }
    virtual ~Shape() = default;
    virtual void draw() = 0;
    __attribute__((noinline)) void draw_early() { draw(); }
};

struct Circle final : Shape {
    void draw() override {}
};

__attribute__((noinline)) void call_pure_virtual()
{
    Circle circle;
    circle.draw();
}

} // namespace

extern "C" const way exception_ways[] = {
    {"throw", "6", "load_level", 1, 0, EXPECT_REPORT, throw_uncaught},
    {"noexcept", "6", "promise_too_much", 1, 0, EXPECT_REPORT, promise_too_much},
    {"terminate", "6", "terminate_outright", 1, 0, EXPECT_REPORT, terminate_outright},
    {"pure-virtual", "6", "draw_early", 1, 0, EXPECT_REPORT, call_pure_virtual},
    {nullptr, nullptr, nullptr, 0, 0, EXPECT_REPORT, nullptr},
};
