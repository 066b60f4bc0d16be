#include "world.hpp"

#include <algorithm>
#include <numeric>

namespace arcade {

namespace {

// Deeper than any stack: a broken level file makes every node its own ancestor.
volatile unsigned depth_max = 0xffffffff;

int damage_of(const Weapon* weapon)
{
    return weapon->damage + (weapon->rounds > 0 ? 3 : 0);
}

} // namespace

int Entity::attack(Entity& target)
{
    target.health -= 1;
    return 1;
}

__attribute__((noinline)) int Monster::attack(Entity& target)
{
    const int damage = damage_of(weapon_);
    target.health -= damage;
    return damage;
}

Entity& World::spawn(std::unique_ptr<Entity> entity)
{
    entities_.push_back(std::move(entity));
    return *entities_.back();
}

__attribute__((noinline)) void World::tick(int frame)
{
    for (std::size_t i = 0; i + 1 < entities_.size(); i++) {
        const int damage = entities_[i]->attack(*entities_[i + 1]);
        entities_[i]->health += damage * frame % 2;
    }
}

__attribute__((noinline)) void World::settle_all(float limit)
{
    std::for_each(entities_.begin(), entities_.end(), [this, limit](const std::unique_ptr<Entity>& entity) {
        settled_ += physics::settle(entity->body, limit) ? 1 : 0;
    });
}

__attribute__((noinline)) int World::average_health(int living) const
{
    const int total = std::accumulate(entities_.begin(), entities_.end(), 0,
        [](int sum, const std::unique_ptr<Entity>& entity) { return sum + entity->health; });
    return total / living;
}

__attribute__((noinline)) std::uint64_t resolve_transform(const SceneNode& node, unsigned depth)
{
    if (depth == depth_max) {
        return node.transform[0];
    }
    SceneNode child;
    child.parent = &node;
    child.transform[depth % 8] = node.transform[(depth + 1) % 8] + depth;
    return resolve_transform(child, depth + 1) + child.transform[0];
}

} // namespace arcade
