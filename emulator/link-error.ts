/** An error in the shape that S3 gives it. */
export class LinkError extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }

  xml(): string {
    const message = this.message.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
    return `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${this.code}</Code><Message>${message}</Message></Error>`
  }
}
