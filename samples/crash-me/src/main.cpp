// Dies in the way that its argument names. See README.md.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <thread>

#include "assets.hpp"
#include "capture.hpp"
#include "world.hpp"

namespace {

using arcade::Monster;
using arcade::Weapon;
using arcade::World;

[[noreturn]] __attribute__((noinline)) void die_of_broken_invariant(const char* what)
{
    std::fprintf(stderr, "invariant broken: %s\n", what);
    std::abort();
}

void segv_null_member()
{
    World world;
    world.spawn(std::make_unique<Monster>("ghoul", nullptr));
    world.spawn(std::make_unique<Monster>("hero", nullptr));
    world.tick(1);
}

void abort_on_invariant()
{
    World world;
    if (world.settled() == 0) {
        die_of_broken_invariant("a world has at least one entity");
    }
}

void div_zero()
{
    World world;
    Weapon sword;
    world.spawn(std::make_unique<Monster>("ghoul", &sword));
    std::printf("average health %d\n", world.average_health(world.settled()));
}

void stack_overflow()
{
    const arcade::SceneNode root;
    std::printf("%llu\n", static_cast<unsigned long long>(arcade::resolve_transform(root, 0)));
}

void bad_jump()
{
    std::printf("plug-in said %d\n", arcade::assets::call_plugin(3));
}

void wild_pointer()
{
    arcade::assets::touch_unloaded_texture();
}

__attribute__((noinline)) void trap()
{
    __builtin_trap();
}

void uncaught_exception()
{
    arcade::assets::Cache<arcade::assets::Texture> textures(&arcade::assets::load_texture);
    std::printf("%d\n", textures.get("builtin/stone.png").width);
    std::printf("%d\n", textures.get("levels/7/sky.png").width);
}

void inline_chain()
{
    World world;
    world.spawn(std::make_unique<Monster>("feather", nullptr));
    world.settle_all(12.5f);
}

void in_thread()
{
    std::thread idle([] { std::this_thread::sleep_for(std::chrono::seconds(5)); });
    std::thread physics([] { segv_null_member(); });
    physics.join();
    idle.join();
}

struct Kind {
    const char* name;
    const char* what;
    void (*run)();
};

constexpr Kind Kinds[] = {
    {"segv-null-member", "reads a member through a null weapon", segv_null_member},
    {"abort", "finds a broken invariant and aborts", abort_on_invariant},
    {"div-zero", "divides by the number of settled entities, which is zero", div_zero},
    {"stack-overflow", "walks a scene graph that has a cycle", stack_overflow},
    {"bad-jump", "calls a plug-in whose address is garbage", bad_jump},
    {"wild-pointer", "writes to a texture that is gone", wild_pointer},
    {"trap", "runs into a trap instruction", trap},
    {"uncaught-exception", "lets an exception escape", uncaught_exception},
    {"inline-chain", "faults three inlined calls deep in a lambda", inline_chain},
    {"in-thread", "reads a member through a null weapon in a second thread", in_thread},
};

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2 || std::strcmp(argv[1], "--list") == 0) {
        for (const Kind& kind : Kinds) {
            std::printf("%-18s  %s\n", kind.name, kind.what);
        }
        return argc == 2 ? 0 : 2;
    }
    for (const Kind& kind : Kinds) {
        if (std::strcmp(argv[1], kind.name) == 0) {
            std::printf("crash-me: %s\n", kind.what);
            std::fflush(stdout);
            capture();
            kind.run();
            std::fprintf(stderr, "crash-me: still alive, which is a bug of crash-me\n");
            return 1;
        }
    }
    std::fprintf(stderr, "crash-me: no kind named %s; try --list\n", argv[1]);
    return 2;
}
