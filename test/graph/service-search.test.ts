import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Policy } from '../../src/config/policy.js'
import { anonymous } from '../../src/lib/viewer.js'
import { serviceAliases } from '../../src/graph/resolvers/service-aliases.js'
import { createDemoAccount } from '../../emulator/demo/index.js'
import { createServices } from '../../emulator/demo/services.js'
import { anAccount } from '../../emulator/test/harness.js'
import { codes, read, startGateway, type Gateway, type GatewayOptions } from '../support/harness.js'

interface Match {
  service: { code: string; name: string }
  matchedText: string
  score: number
}

const SEARCH = `query ($query: String!, $first: Int! = 3, $language: String! = "en") {
  searchServices(query: $query, first: $first, language: $language) { service { code name } matchedText score }
}`

const startDemo = (options: GatewayOptions = {}) =>
  startGateway({ account: () => createDemoAccount(Date.now()), cacheSeconds: {}, ...options })

async function search(gateway: Gateway, query: string, variables: object = {}): Promise<Match[]> {
  const { data, errors } = await gateway.query(SEARCH, { query, ...variables })
  expect(errors).toEqual([])
  return read(data, 'searchServices')
}

const found = async (...args: Parameters<typeof search>) => (await search(...args)).map(({ service }) => service.code)

const services = createServices()

/** What people type, and the prefixes of the right codes. */
const typed: Readonly<Record<string, string>> = {
  s3: 'amazon-simple-storage-service',
  ec2: 'amazon-elastic-compute-cloud-linux',
  rds: 'amazon-relational-database-service',
  'rds postgres': 'amazon-relational-database-service-postgresql amazon-relational-database-service-aurora-postgres',
  alb: 'elastic-load-balancing',
  lamda: 'aws-lambda',
  'my rds db is slow': 'amazon-relational-database-service',
  'load balancer': 'elastic-load-balancing',
  'classic loadbalancer 503': 'elastic-load-balancing',
  'nlbs unhealthy': 'elastic-load-balancing',
  'nlb target group unhealthy': 'elastic-load-balancing',
  'container registry': 'service-container-registry-ecr',
  k8s: 'service-eks',
  ubernetes: 'service-eks',
  kuberentse: 'service-eks',
  'kubernetes pods pending': 'service-eks',
  elasticsearch: 'service-opensearch-successor-to-amazon-elasticsearch',
  'cloudwatch events': 'service-eventbridge',
  'cloud watch logs': 'amazon-cloudwatch',
  'security group': 'amazon-virtual-private-cloud',
  'presigned url expired': 'amazon-simple-storage-service',
  'bucket policy': 'amazon-simple-storage-service',
  S3バケットにアクセスできない: 'amazon-simple-storage-service',
  EC2インスタンスが起動しない: 'amazon-elastic-compute-cloud-linux',
  无法连接到RDS数据库: 'amazon-relational-database-service',
  'EKS 클러스터 업그레이드 실패': 'service-eks',
  cloudfornt: 'amazon-cloudfront',
  'dinamodb throttling': 'amazon-dynamodb',
  'ddb hot partition': 'amazon-dynamodb',
  'log group': 'amazon-cloudwatch',
  'route 53': 'amazon-route53',
  r53: 'amazon-route53',
  'dns not resolving': 'amazon-route53',
  'iam role cannot be assumed': 'aws-identity-and-access-management',
  'step function failed': 'aws-step-functions',
  stepfunctions: 'aws-step-functions',
  kafka: 'service-managed-streaming-for-kafka',
  'airflow dag': 'service-managed-workflows-for-apache-airflow',
  'redis cluster': 'amazon-elasticache',
  mongodb: 'service-documentdb',
  cassandra: 'service-managed-apache-cassandra-service',
  'efs mount hangs': 'amazon-elastic-file-system',
  'ebs volume stuck attaching': 'amazon-elastic-block-store',
  'fsx windows': 'service-fsx-for-windows-file-server',
  'vpn tunnel down': 'amazon-virtual-private-network',
  'transit gatway': 'service-vpc-transit-gateway',
  'nat gateway': 'amazon-virtual-private-cloud',
  'api gw': 'api-gateway',
  'ecs task wont start': 'ec2-container-service',
  'elastc beanstlak': 'aws-elastic-beanstalk',
  'cfn stack stuck': 'aws-cloudformation',
  'parameter store': 'systems-manager',
  'ssl certificate': 'amazon-acm-service',
  'waf rule blocks': 'aws-web-application-firewall',
  gaurdduty: 'guardduty',
  'sso login': 'single-sign-on',
  'cognito user pool': 'amazon-cognito',
  'kinesis firehose': 'amazon-kinesis-firehose',
  'quick sight dashboard': 'amazon-quicksight',
  'text to speech': 'amazon-polly',
  'call center': 'connect',
  'email bounces': 'amazon-simple-email-service',
  'my invoice is wrong': 'billing',
  'close my account': 'customer-account',
  'cannot connect to ec2 instance': 'amazon-elastic-compute-cloud-linux',
  'ec2 windows rdp': 'amazon-elastic-compute-cloud-windows',
  'lambda function timeout in vpc': 'aws-lambda',
}

describe('finding services', () => {
  test('the first match for a typical query is the right service', async () => {
    const gateway = await startDemo()
    const wrong: Record<string, string[]> = {}
    for (const [query, right] of Object.entries(typed)) {
      const codesFound = await found(gateway, query)
      if (!right.split(' ').some((code) => codesFound[0]?.startsWith(code))) wrong[query] = codesFound
    }
    expect(wrong).toEqual({})
  })

  test('the code and the name of a service find it first, with a score of 1', async () => {
    const gateway = await startDemo()
    for (const { code, name } of services) {
      for (const query of [code, name, name.toUpperCase()]) {
        expect({ query, best: (await search(gateway, query))[0] }).toMatchObject({
          query,
          best: { service: { code }, score: 1 },
        })
      }
    }
  })

  test('the acronym in the name of a service finds it first', async () => {
    const gateway = await startDemo()
    const acronyms = services
      .map(({ code, name }) => ({ code, acronym: /\(([A-Z][A-Za-z0-9]+)\)/.exec(name)?.[1] ?? '' }))
      .filter(({ acronym }) => /^[A-Z0-9]+$/.test(acronym))
    expect(acronyms.length).toBeGreaterThan(20)
    for (const { code, acronym } of acronyms) {
      expect([acronym, (await found(gateway, acronym))[0]]).toEqual([acronym, code])
    }
  })

  test.each([
    ['sns', 'amazon-simple-notification-service'],
    ['s3', 'amazon-simple-storage-service'],
    ['ec2', 'amazon-elastic-compute-cloud-linux'],
    ['iam', 'aws-identity-and-access-management'],
    ['ddos', 'distributed-denial-of-service'],
    ['ecs', 'ec2-container-service'],
    ['qldb', 'service-quantum-ledger-database'],
    ['swf', 'amazon-simple-workflow-service'],
  ])('the acronym %s finds a service by the words of its code, even if no name contains it', async (query, code) => {
    const gateway = await startDemo({
      account: () => ({
        ...anAccount(),
        services: services.map((service) => ({ ...service, name: service.code, categories: [] })),
      }),
    })
    const matches = await search(gateway, query)
    expect(matches[0]).toMatchObject({ matchedText: query.toUpperCase() })
    expect(matches.map(({ service }) => service.code)).toContain(code)
  })

  test('Linux comes before other platforms unless the query names one', async () => {
    const gateway = await startDemo()
    expect((await found(gateway, 'lightsail'))[0]).toBe('amazon-lightsail')
    expect((await found(gateway, 'lightsail on windows'))[0]).toBe('service-lightsail-windows')
    expect((await found(gateway, 'ec2 on macos'))[0]).toBe('service-elastic-compute-cloud-ec2-macos')
  })

  test('a match shows which text of the service matched', async () => {
    const gateway = await startDemo()
    const textOf = async (query: string) => (await search(gateway, query))[0]?.matchedText
    expect(await textOf('route53')).toBe('Route 53')
    expect(await textOf('lustre')).toBe('FSx for Lustre')
    expect(await textOf('amazon-acm-service')).toBe('amazon-acm-service')
    expect(await textOf('sqs')).toBe('Simple Queue Service (SQS)')
    expect(await textOf('alb')).toBe('alb')
    expect(await textOf('refund')).toBe('Refund Request')
  })

  test('service matches are sorted by score, best first, with scores above 0 and up to 1', async () => {
    const gateway = await startDemo()
    const matches = await search(gateway, 'database', { first: 20 })
    expect(matches).toHaveLength(20)
    const scores = matches.map(({ score }) => score)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    expect(scores.every((score) => score > 0 && score <= 1)).toBe(true)
    expect(await search(gateway, 'database', { first: 20 })).toEqual(matches)
  })

  test('services are found by their names in the requested language, and by aliases in every language', async () => {
    const gateway = await startDemo()
    expect((await search(gateway, 'コンテナレジストリ', { language: 'ja' }))[0]?.service).toEqual({
      code: 'service-container-registry-ecr',
      name: 'コンテナレジストリ (ECR)',
    })
    expect((await found(gateway, 'alb', { language: 'ja' }))[0]).toBe('elastic-load-balancing')
  })

  test.each(['', '   ', '?!', 'qqqqqq zzzzz', '\u0301\u0302'])(
    'a service search without a known word finds nothing: %j',
    async (query) => {
      const gateway = await startDemo()
      expect(await search(gateway, query)).toEqual([])
    },
  )

  test.each([
    ['combining marks', 'e\u0301\u0302'.repeat(66)],
    ['Japanese text alone', '関数がタイムアウトする理由を教えて'.repeat(11)],
    ['many short words', 'a b c d e f g h i j k l m n o p q r s t u v w x y z '.repeat(3)],
    ['names of object properties', 'constructor __proto__ toString hasOwnProperty'],
    ['emoji', '🦑🐙'.repeat(50)],
  ])('a service search for %s returns no error', async (_, query) => {
    const gateway = await startDemo()
    expect((await search(gateway, query, { first: 20 })).length).toBeLessThanOrEqual(20)
  })

  test('services with unusual codes and names can be searched', async () => {
    const gateway = await startGateway({
      account: () => ({
        ...anAccount(),
        services: [
          { code: '-', name: '', categories: [] },
          { code: '__proto__', name: 'constructor', categories: [{ code: '-', name: '' }] },
          { code: 'x'.repeat(10_000), name: 'many words '.repeat(1_000), categories: [] },
          { code: 'twin', name: 'Twin', categories: [] },
          { code: 'twin-2', name: 'Twin', categories: [] },
        ],
      }),
    })
    expect(await found(gateway, '?!')).toEqual([])
    expect(await found(gateway, 'twin')).toEqual(['twin', 'twin-2'])
    expect(await found(gateway, 'constructor')).toEqual(['__proto__'])
  })
})

describe('cost and limits of searchServices', () => {
  test('indexing and searching services with millions of different words takes less than 6 seconds', async () => {
    let next = 0
    // Each pair of adjacent characters is a word.
    const label = () =>
      Array.from({ length: 190 }, () => String.fromCodePoint(0x4e00 + ((next++ * 7_919) % 20_000))).join('')
    const listed = Array.from({ length: 400 }, (_, index) => ({
      code: `service-${index}`,
      name: label(),
      categories: Array.from({ length: 100 }, (_, at) => ({ code: `c${at}`, name: label() })),
    }))
    const gateway = await startGateway({ account: () => ({ ...anAccount(), services: listed }), cacheSeconds: {} })
    await gateway.query('{ services { totalCount } }')
    // Not the CPU time, which would include that of other suites in this process.
    const before = performance.eventLoopUtilization()
    expect(await found(gateway, 'service-2')).toContain('service-2')
    expect(performance.eventLoopUtilization(before).active).toBeLessThan(6_000)
  })

  test('a service search costs one call, and none once the services are cached', async () => {
    const gateway = await startDemo()
    await gateway.query('{ a: searchServices(query: "s3") { score } b: searchServices(query: "alb") { score } }')
    expect(await gateway.upstreamCalls()).toEqual({ DescribeServices: 1 })
    await search(gateway, 'rds')
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test('of 100 blind test queries, at least 90 find a correct service in the top three, and at least 75 rank one first', async () => {
    const rows = readFileSync('test/graph/typed-services.tsv', 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.split('\t'))
    expect(rows.length).toBe(100)
    const gateway = await startDemo()
    const count = { first: 0, amongThree: 0 }
    for (const [name = '', right = ''] of rows) {
      const three = (await found(gateway, name)).map((code) => right.split(' ').includes(code))
      if (three[0] === true) count.first++
      if (three.includes(true)) count.amongThree++
    }
    expect(count.amongThree).toBeGreaterThanOrEqual(90)
    expect(count.first).toBeGreaterThanOrEqual(75)
  })

  test.each([
    ['201 characters', { query: 'x'.repeat(201) }, 'query has 201 characters: at most 200 are allowed'],
    ['a page size of 0', { query: 's3', first: 0 }, '`first` is 0; it must be between 1 and 20'],
    ['a page size of 21', { query: 's3', first: 21 }, '`first` is 21; it must be between 1 and 20'],
    ['a language name instead of a code', { query: 's3', language: 'english' }, 'language is "english"'],
  ])('searchServices gets BAD_USER_INPUT for %s, without calling AWS', async (_, variables, message) => {
    const gateway = await startDemo()
    const response = await gateway.query(SEARCH, variables)
    expect(codes(response)).toEqual(['BAD_USER_INPUT'])
    expect(response.errors[0]?.message).toContain(message)
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test('searchServices finds only services that the policy lets the viewer see', async () => {
    const policy: Policy = new Map([['dba', { services: ['amazon-dynamodb', 'amazon-redshift'] }]])
    const gateway = await startDemo({ policy, viewer: { ...anonymous, roles: ['dba'] } })
    expect(await found(gateway, 'dynamodb accelerator', { first: 20 })).toEqual(['amazon-dynamodb'])
    expect(await found(gateway, 'rds')).toEqual([])
  })

  test('the alias table has at most 60 entries, each of which finds a service', async () => {
    const gateway = await startDemo()
    expect(Object.keys(serviceAliases).length).toBeLessThanOrEqual(60)
    for (const alias of Object.keys(serviceAliases)) {
      expect([alias, (await search(gateway, alias)).length]).not.toEqual([alias, 0])
    }
  })
})
