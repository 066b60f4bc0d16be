// Goroutines, closures, interfaces and methods.
package main

import (
	"fmt"
	"os"
	"sort"
)

type item interface{ weight() int }
type word string

func (w word) weight() int { return len(w) }

func main() {
	items := []item{}
	for _, a := range os.Args {
		items = append(items, word(a))
	}
	sort.Slice(items, func(i, j int) bool { return items[i].weight() < items[j].weight() })
	done := make(chan int)
	go func() { done <- len(items) }()
	fmt.Println(<-done, items)
}
