import { describe, expect, test } from 'vitest'
import type { StoredAttachment } from '../../emulator/account.js'
import { aCommunication, anAccount, NOON } from '../../emulator/test/harness.js'
import { codes, read, startGateway } from '../support/harness.js'
import { startStubUpstream } from '../support/stub-upstream.js'

/** A gateway with one case, whose only communication has these attachments. */
function withAttachments(...attachments: Partial<StoredAttachment>[]) {
  return startGateway({
    account: () => {
      const stored = attachments.map((given, index) => ({
        attachmentId: `attachment-${index}`,
        fileName: `${index}.txt`,
        sizeBytes: 4,
        content: Buffer.from('text'),
        ...given,
      }))
      const ids = stored.map(({ attachmentId }) => attachmentId)
      const account = anAccount({ cases: [{ communications: [aCommunication('with files', NOON, ids)] }] })
      for (const attachment of stored) account.attachments.set(attachment.attachmentId, attachment)
      return account
    },
  })
}

function names(data: unknown): string[] {
  return read<{ fileName: string }[]>(data, 'case.attachments.nodes').map(({ fileName }) => fileName)
}

function named(...ids: string[]) {
  return ids.map((attachmentId) => ({ attachmentId, fileName: `${attachmentId}.txt` }))
}

const large = { sizeBytes: 6 * 1024 * 1024 }

describe('attachments by id', () => {
  test('an attachment is found by its global id and by its attachmentId', async () => {
    const gateway = await withAttachments({ fileName: 'log.txt' })
    const { data } = await gateway.query('{ attachment(id: "attachment-0") { id fileName } }')
    expect(read(data, 'attachment.fileName')).toBe('log.txt')
    const byGlobalId = await gateway.query('query ($id: ID!) { attachment(id: $id) { attachmentId } }', {
      id: read(data, 'attachment.id'),
    })
    expect(byGlobalId.data).toEqual({ attachment: { attachmentId: 'attachment-0' } })
  })

  test.each(['fileName', 'content { data }'])(
    'an attachment that AWS does not know is null without an error when %s is selected',
    async (field) => {
      const gateway = await withAttachments()
      const response = await gateway.query(`{ attachment(id: "attachment-unknown") { ${field} } }`)
      expect(response).toMatchObject({ data: { attachment: null }, errors: [] })
    },
  )

  test.each([
    ['log.txt', 'text/plain'],
    ['PHOTO.PNG', 'image/png'],
    ['dump.tar.gz', 'application/gzip'],
    ['a.b/report.pdf', 'application/pdf'],
    ['C:\\logs\\app.json', 'application/json'],
    ['.config.json', 'application/json'],
    ['png', null],
    ['TXT', null],
    ['Makefile', null],
    ['.png', null],
    ['logs/png', null],
    ['logs/.png', null],
    ['C:\\logs\\.png', null],
    ['png.', null],
    ['a.png/c', null],
    ['a.png\\c', null],
    ['name.unknown', null],
  ])('contentType comes from the extension of the file name: %s → %s', async (fileName, contentType) => {
    const gateway = await withAttachments({ fileName })
    const { data } = await gateway.query('{ attachment(id: "attachment-0") { fileName contentType } }')
    expect(data).toEqual({ attachment: { fileName, contentType } })
  })

  test.each(['', 'with blanks', 'x'.repeat(2049)])(
    'attachment gets BAD_USER_INPUT for the invalid id $0, without calling AWS',
    async (id) => {
      const gateway = await withAttachments()
      const response = await gateway.query('query ($id: ID!) { attachment(id: $id) { fileName } }', { id })
      expect(codes(response)).toEqual(['BAD_USER_INPUT'])
      expect(await gateway.upstreamCalls()).toEqual({})
    },
  )

  test.each([
    ['its name', 'fileName contentType', { GetAttachmentDownloadLink: 1 }],
    ['its name and link', 'fileName downloadLink { url }', { GetAttachmentDownloadLink: 1 }],
    ['its name and content', 'fileName content { data }', { DescribeAttachment: 1 }],
    ['all', 'content { data } downloadLink { url }', { DescribeAttachment: 1, GetAttachmentDownloadLink: 1 }],
  ])('an attachment costs only the calls that its selected fields need: %s', async (_, fields, calls) => {
    const gateway = await withAttachments({})
    const { errors } = await gateway.query(`{ attachment(id: "attachment-0") { ${fields} } }`)
    expect(errors).toEqual([])
    expect(await gateway.upstreamCalls()).toEqual(calls)
  })
})

describe('attachments of a case', () => {
  test('attachments come with their communication without further calls', async () => {
    const gateway = await withAttachments({}, {}, {})
    const { data } = await gateway.query(`{ case(id: "case-0") { communications { nodes { attachments { nodes {
      attachmentId fileName contentType
    } } } } } }`)
    expect(read(data, 'case.communications.nodes.0.attachments.nodes')).toEqual(
      [0, 1, 2].map((index) => ({
        attachmentId: `attachment-${index}`,
        fileName: `${index}.txt`,
        contentType: 'text/plain',
      })),
    )
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
  })

  test('an attachment that AWS lists both in attachments and in attachmentSet appears once', async () => {
    const communication = { body: 'x', attachments: named('a', 'b'), attachmentSet: named('b', 'c') }
    const stub = await startStubUpstream(() => ({
      cases: [{ caseId: 'case-0', recentCommunications: { communications: [communication] } }],
    }))
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const { data } = await gateway.query('{ case(id: "case-0") { attachments { nodes { attachmentId } } } }')
    expect(read(data, 'case.attachments.nodes')).toEqual(['a', 'b', 'c'].map((attachmentId) => ({ attachmentId })))
  })

  test('the content of each attachment costs one call, and a failure affects only that attachment', async () => {
    const gateway = await withAttachments({}, large, {})
    const response = await gateway.query(`{ case(id: "case-0") { attachments { nodes {
      fileName content { data } downloadLink { url }
    } } } }`)
    expect(read(response.data, 'case.attachments.nodes')).toMatchObject([
      { fileName: '0.txt', content: { data: 'dGV4dA==' } },
      { fileName: '1.txt', content: null, downloadLink: { url: expect.stringMatching(/^http/) } },
      { fileName: '2.txt', content: { data: 'dGV4dA==' } },
    ])
    expect(response.errors).toMatchObject([
      { path: ['case', 'attachments', 'nodes', 1, 'content'], extensions: { code: 'BAD_USER_INPUT' } },
    ])
    expect(await gateway.upstreamCalls()).toEqual({
      DescribeCases: 1,
      DescribeAttachment: 3,
      GetAttachmentDownloadLink: 3,
    })
  })
})

describe('attachment pagination', () => {
  const PAGE = `query ($first: Int, $after: String, $last: Int, $before: String) { case(id: "case-0") {
    attachments(first: $first, after: $after, last: $last, before: $before) {
      totalCount nodes { fileName } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
    communications { nodes { attachments(first: $first) { totalCount nodes { fileName } } } }
  } }`
  test('a page of attachments continues after the cursor of any edge', async () => {
    const gateway = await withAttachments({}, {}, {}, {})
    const { data } = await gateway.query(PAGE, { first: 3 })
    expect(names(data)).toEqual(['0.txt', '1.txt', '2.txt'])
    expect(read(data, 'case.attachments')).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true } })
    expect(read(data, 'case.communications.nodes.0.attachments')).toMatchObject({ totalCount: 4, nodes: [{}, {}, {}] })
    expect(
      names((await gateway.query(PAGE, { after: read(data, 'case.attachments.pageInfo.endCursor') })).data),
    ).toEqual(['3.txt'])
    expect(names((await gateway.query(PAGE, { after: read(data, 'case.attachments.edges.0.cursor') })).data)).toEqual([
      '1.txt',
      '2.txt',
      '3.txt',
    ])
  })

  test('attachments can be paged backward from the end', async () => {
    const gateway = await withAttachments({}, {}, {}, {})
    const { data } = await gateway.query(PAGE, { last: 1 })
    expect(names(data)).toEqual(['3.txt'])
    const before = read(data, 'case.attachments.pageInfo.startCursor')
    expect(names((await gateway.query(PAGE, { last: 2, before })).data)).toEqual(['1.txt', '2.txt'])
  })

  test('an invalid page size of attachments gets BAD_USER_INPUT without reading the thread', async () => {
    const communications = Array.from({ length: 8 }, () => aCommunication('no files', NOON))
    const gateway = await startGateway({ account: () => anAccount({ cases: [{ communications }] }) })
    const response = await gateway.query('{ case(id: "case-0") { subject attachments(first: 0) { totalCount } } }')
    expect(codes(response)).toEqual(['BAD_USER_INPUT'])
    expect(response.data).toEqual({ case: { subject: 'Subject 0', attachments: null } })
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
  })
})

describe('attachment fields', () => {
  test('every field of an attachment has the value from AWS', async () => {
    const gateway = await withAttachments({ fileName: 'screenshot.png', content: Buffer.from([0, 255, 128, 10]) })
    const { data, errors } = await gateway.query(`{ attachment(id: "attachment-0") {
      __typename attachmentId fileName contentType content { data sizeBytes } downloadLink { url expiresAt }
    } }`)
    expect(errors).toEqual([])
    expect(data).toEqual({
      attachment: {
        __typename: 'Attachment',
        attachmentId: 'attachment-0',
        fileName: 'screenshot.png',
        contentType: 'image/png',
        content: { data: 'AP+ACg==', sizeBytes: 4 },
        downloadLink: {
          url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\//),
          expiresAt: new Date(gateway.clock.time + 15 * 60_000).toISOString(),
        },
      },
    })
  })

  test.each([
    ['report.pdf', 'application/pdf'],
    ['REPORT.PDF', 'application/pdf'],
    ['no-extension', null],
    ['odd.qqq', null],
  ])('an attachment named %s has the contentType %s', async (fileName, contentType) => {
    const gateway = await withAttachments({ fileName })
    const { data } = await gateway.query('{ attachment(id: "attachment-0") { contentType } }')
    expect(data).toEqual({ attachment: { contentType } })
  })

  test('a download link serves the file without credentials', async () => {
    const gateway = await withAttachments({ content: Buffer.from('the bytes'), sizeBytes: 9 })
    const { data } = await gateway.query('{ attachment(id: "attachment-0") { downloadLink { url } } }')
    const response = await fetch(read(data, 'attachment.downloadLink.url'))
    expect(await response.text()).toBe('the bytes')
  })

  test('a file over 5 MB has a download link, and its content gets BAD_USER_INPUT', async () => {
    const gateway = await withAttachments(large)
    const response = await gateway.query(
      '{ attachment(id: "attachment-0") { fileName content { data } downloadLink { url } } }',
    )
    expect(response.data).toMatchObject({
      attachment: { fileName: '0.txt', content: null, downloadLink: { url: expect.stringMatching(/^http/) } },
    })
    expect(response.errors).toMatchObject([{ path: ['attachment', 'content'], extensions: { code: 'BAD_USER_INPUT' } }])
  })
})
