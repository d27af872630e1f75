// Command driver plays scenarios with a Go client; they stand on standard input.
package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"sync"
	"time"

	"example.com/wire/bridge"
)

type scenario struct {
	Name   string          `json:"name"`
	Base   string          `json:"base"`
	Begin  string          `json:"begin"`
	Client bridge.Settings `json:"client"`
	Steps  []bridge.Step   `json:"steps"`
}

func main() {
	var given struct {
		Limit     float64    `json:"limit"`
		Scenarios []scenario `json:"scenarios"`
	}
	check(json.NewDecoder(os.Stdin).Decode(&given))
	for _, one := range given.Scenarios {
		if one.Begin != "" {
			resp, err := http.Get(one.Begin)
			check(err)
			_ = resp.Body.Close()
		}
		line, err := json.Marshal(map[string]any{"name": one.Name, "steps": play(one, given.Limit)})
		check(err)
		fmt.Println(string(line))
	}
}

func play(one scenario, limit float64) []any {
	client, err := bridge.New(one.Base, one.Client)
	check(err)
	told := []any{}
	for _, step := range one.Steps {
		outcome := together(client, step, time.Duration(limit*float64(time.Second)))
		if one.Client.Hooks != nil {
			outcome["seen"] = client.Seen
		}
		told = append(told, outcome)
	}
	return told
}

// together makes a call, or several at once.
func together(client *bridge.Client, step bridge.Step, limit time.Duration) map[string]any {
	outcomes := make([]map[string]any, step.Parallel)
	var all sync.WaitGroup
	for i := range outcomes {
		all.Add(1)
		go func() {
			defer all.Done()
			outcomes[i] = client.Play(step)
		}()
	}
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(limit):
		return map[string]any{"error": map[string]any{"kind": "hang"}}
	}
	results := []any{}
	for _, outcome := range outcomes {
		if _, failed := outcome["error"]; failed || step.Parallel == 1 {
			return outcome
		}
		results = append(results, outcome["result"])
	}
	return map[string]any{"result": results}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
