package orders

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

var url string

// TestMain starts the program once, and makes the tables that each test begins with.
func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	program, ok := os.LookupEnv("HASHRANGE")
	if !ok {
		program = "hashrange"
	}
	serve := exec.Command(program, "serve", "--port", "0", "--quiet", "--control",
		"--clock", "manual=2026-01-01T00:00:00Z")
	serve.Stderr = os.Stderr
	out, err := serve.StdoutPipe()
	if err != nil {
		panic(err)
	}
	if err := serve.Start(); err != nil {
		panic(err)
	}
	defer serve.Wait()
	defer serve.Process.Signal(os.Interrupt)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		panic(err)
	}
	url = strings.Fields(line)[1]
	if err := makeTables(context.Background(), client("fixture", "any")); err != nil {
		panic(err)
	}
	return m.Run()
}

func makeTables(ctx context.Context, client *dynamodb.Client) error {
	for _, table := range [][2]string{{"stock", "product"}, {"sessions", "user"}} {
		name := aws.String(table[1])
		_, err := client.CreateTable(ctx, &dynamodb.CreateTableInput{
			TableName:   aws.String(table[0]),
			KeySchema:   []types.KeySchemaElement{{AttributeName: name, KeyType: types.KeyTypeHash}},
			BillingMode: types.BillingModePayPerRequest,
			AttributeDefinitions: []types.AttributeDefinition{
				{AttributeName: name, AttributeType: types.ScalarAttributeTypeS},
			},
		})
		if err != nil {
			return err
		}
	}
	_, err := client.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{
		TableName: aws.String("sessions"),
		TimeToLiveSpecification: &types.TimeToLiveSpecification{
			AttributeName: aws.String("until"), Enabled: aws.Bool(true),
		},
	})
	if err != nil {
		return err
	}
	item := key("product", "tumbler")
	item["left"] = &types.AttributeValueMemberN{Value: "3"}
	_, err = client.PutItem(ctx, &dynamodb.PutItemInput{TableName: aws.String("stock"), Item: item})
	return err
}

func client(accessKey, secretKey string) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{
		Region:           "us-east-1",
		Credentials:      credentials.NewStaticCredentialsProvider(accessKey, secretKey, ""),
		EndpointResolver: dynamodb.EndpointResolverFromURL(url),
	})
}

// Fork has tables of the test's own.
type Fork struct {
	t         *testing.T
	accessKey string
	Shop      Shop
}

// fork copies the tables for a test, and ends with it.
func fork(t *testing.T) *Fork {
	t.Helper()
	fork := &Fork{t: t}
	made := fork.control("POST", "fork", nil)
	fork.accessKey = made["access_key"].(string)
	fork.Shop = Shop{Client: client(fork.accessKey, made["secret_key"].(string))}
	t.Cleanup(func() { fork.control("DELETE", "fork/"+fork.accessKey, nil) })
	return fork
}

func (fork *Fork) control(method, path string, body any) map[string]any {
	fork.t.Helper()
	sent, err := json.Marshal(body)
	if err != nil {
		fork.t.Fatal(err)
	}
	if body == nil {
		sent = nil
	}
	path = fmt.Sprintf("%s/_hashrange/%s", url, path)
	if fork.accessKey != "" {
		path += "?access-key=" + fork.accessKey
	}
	request, err := http.NewRequest(method, path, bytes.NewReader(sent))
	if err != nil {
		fork.t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		fork.t.Fatal(err)
	}
	defer answer.Body.Close()
	var read map[string]any
	if err := json.NewDecoder(answer.Body).Decode(&read); err != nil {
		fork.t.Fatal(err)
	}
	if answer.StatusCode != http.StatusOK {
		fork.t.Fatal(read["message"])
	}
	return read
}

// fault has calls fail, or be lost or late, and returns what tells how often it did.
func (fork *Fork) fault(rule map[string]any) func() int {
	fork.t.Helper()
	made := fork.control("POST", "faults", rule)
	return func() int {
		fork.t.Helper()
		return int(fork.control("GET", fmt.Sprintf("faults/%v", made["id"]), nil)["hits"].(float64))
	}
}

func (fork *Fork) advance(time string) {
	fork.t.Helper()
	fork.control("POST", "clock", map[string]string{"advance": time})
}
