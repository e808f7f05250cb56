// Load test of the query offers by k6 (https://k6.io): a ramp to 100 users in a minute, three minutes with 100, a ramp to 1,000 in a minute, five
// minutes with 1,000; 95 % of the answers within 100 ms. ops/load/ramp takes its query, stages and target from this file; it runs them by Gatling,
// needs no installation, and starts its own servers.
//   k6 run -e TOKENS="$PWD/tokens.txt" [-e URL=http://localhost:8080] [-e THINK=2] ops/load/offers.js
// TOKENS: a file of bearer tokens, one a line, each of another user; a path that is not absolute is relative to this script. Each user may send 50
// requests a second (eligo.limits.rate), so 1,000 tokens or more. For the server of ./mvnw spring-boot:test-run:
//   psql 'postgresql://localhost:PORT/postgres?user=postgres' -Atc 'SELECT user_id FROM user_grants LIMIT 1000' \
//     | while read -r user; do curl -s "localhost:8080/dev/token?user=$user"; echo; done > tokens.txt
// THINK: mean seconds between an answer and the next query of the same user, varied by a half; 0: none.
// k6 ends with 99 if a threshold is exceeded.
import http from 'k6/http';
import { check, sleep } from 'k6';
import { SharedArray } from 'k6/data';
import { Rate } from 'k6/metrics';

const query = `
  query GetOffers {
    offers(first: 20) {
      edges {
        node { id name }
      }
    }
  }
`;

export const options = {
  stages: [
    { duration: '1m', target: 100 },
    { duration: '3m', target: 100 },
    { duration: '1m', target: 1000 },
    { duration: '5m', target: 1000 },
  ],
  thresholds: {
    http_req_duration: ['p(95)<100'],
    http_req_failed: ['rate==0'],
    // GraphQL answers errors with the status 200.
    graphql_errors: ['rate==0'],
  },
};

const url = (__ENV.URL || 'http://localhost:8080') + '/graphql';
const think = Number(__ENV.THINK || 2);
const graphqlErrors = new Rate('graphql_errors');
const tokens = new SharedArray('tokens', () => {
  if (!__ENV.TOKENS) {
    throw new Error('TOKENS is missing: a file of bearer tokens, one a line');
  }
  return open(__ENV.TOKENS).split('\n').map((line) => line.trim()).filter((line) => line !== '');
});

export default function () {
  const token = tokens[Math.floor(Math.random() * tokens.length)];
  const res = http.post(url, JSON.stringify({ query }), {
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
  });
  const answered = check(res, {
    'status is 200': (r) => r.status === 200,
    'has offers and no errors': (r) => {
      const body = r.status === 200 ? r.json() : {};
      return !body.errors && Boolean(body.data && body.data.offers);
    },
  });
  graphqlErrors.add(!answered);
  check(res, { 'response time < 100ms': (r) => r.timings.duration < 100 });
  sleep(think * (0.5 + Math.random()));
}
