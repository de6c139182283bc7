// Command server is Google's Pub/Sub test server as a process of its own, with one addition: over HTTP it tells
// how many messages of each topic were published, delivered and acknowledged, which no Pub/Sub client can ask.
//
// It prints the two addresses, one on a line, and ends with SIGTERM or SIGINT.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"cloud.google.com/go/pubsub/v2/pstest"
)

type counts struct {
	Published    int `json:"published"`
	Delivered    int `json:"delivered"`
	Acknowledged int `json:"acknowledged"`
}

func main() {
	server := pstest.NewServerWithPort(0)
	defer server.Close()
	listener, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		log.Fatal(err)
	}
	go func() { log.Fatal(http.Serve(listener, countsHandler(server))) }()
	fmt.Printf("pubsub %s\ncounts %s\n", server.Addr, listener.Addr())

	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	<-stop
}

// countsHandler answers every request with the counts by topic. Messages writes into what it returns: one at a time.
func countsHandler(server *pstest.Server) http.Handler {
	var mutex sync.Mutex
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		mutex.Lock()
		defer mutex.Unlock()
		topics := map[string]*counts{}
		for _, message := range server.Messages() {
			topic := topics[message.Topic]
			if topic == nil {
				topic = &counts{}
				topics[message.Topic] = topic
			}
			topic.Published++
			topic.Delivered += message.Deliveries
			topic.Acknowledged += message.Acks
		}
		if err := json.NewEncoder(w).Encode(topics); err != nil {
			log.Print(err)
		}
	})
}
