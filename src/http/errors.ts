import { defineErrors } from '../kernel/error.ts';

/** Errors of everything on HTTP. `httpErrors.CREDENTIALS_MISSING` and its neighbours are for `authenticate` functions to throw. */
export const httpErrors = defineErrors({
  REQUEST_MALFORMED: {
    category: 'invalid',
    why: 'The request is not HTTP as RFC 9110 and RFC 9112 define it, or its address is not percent-encoded UTF-8.',
    fix: 'Mend the part of the request that the message names.',
  },
  HEADER_DUPLICATED: {
    category: 'invalid',
    why: 'This header has one value; two could be read differently by two servers on the way.',
    fix: 'Send the header once.',
  },
  HEADERS_TOO_LARGE: {
    category: 'invalid',
    why: 'The number and the size of headers are limited, so that a request costs little before it is known.',
    fix: 'Send fewer or shorter headers, or raise `http.headerBytes` or `http.headerCount`.',
  },
  URL_TOO_LONG: {
    category: 'invalid',
    why: 'The length of an address is limited.',
    fix: 'Put large inputs into the body, or raise `http.urlBytes`.',
  },
  BODY_TOO_LARGE: {
    category: 'too-large',
    why: 'Bodies are held in memory, so their size is limited.',
    fix: 'Send less, or raise the limit of the endpoint (REST: the option `maxBody`).',
  },
  BODY_TOO_SLOW: {
    category: 'timeout',
    why: 'A body that trickles holds a connection and memory for nothing.',
    fix: 'Send faster, or change `http.bodyBytesPerSecond` and `http.requestTimeout`.',
  },
  BODY_INCOMPLETE: {
    category: 'cancelled',
    why: 'The client went away, or the connection broke, before the whole body was here.',
    fix: 'Send the request again.',
  },
  MEDIA_TYPE_UNSUPPORTED: {
    category: 'unsupported',
    why: 'Only what the contract describes is read.',
    fix: 'Send the header `content-type: application/json` and JSON in UTF-8.',
  },
  CONTENT_ENCODING_UNSUPPORTED: {
    category: 'unsupported',
    why: 'Bodies are read as they are, or packed once by gzip, br, zstd or deflate.',
    fix: 'Send the body in one of the encodings that the header `accept-encoding` of this answer lists, or in none.',
  },
  BODY_ENCODING_MALFORMED: {
    category: 'invalid',
    why: 'The bytes can not be unpacked by the content encoding that the request names.',
    fix: 'Pack the body as `content-encoding` says, or leave the header out.',
  },
  NOT_ACCEPTABLE: {
    category: 'unsupported',
    why: 'The header `accept` rules out every form that this answer has.',
    fix: 'Accept one of the media types that the message names, or leave the header out.',
  },
  FILE_MISSING: {
    category: 'not-found',
    why: 'The file was never there, is gone, or does not lie below the directory that the route serves.',
    fix: 'Ask for a file that exists; the operation that lists them tells their names.',
  },
  RANGE_UNSATISFIABLE: {
    category: 'invalid',
    why: 'The range begins behind the end of what it asks a part of.',
    fix: 'Ask for a part that exists; the header `content-range` of this answer tells the size.',
  },
  EXPECTATION_UNSUPPORTED: {
    category: 'unsupported',
    why: '`100-continue` is the only expectation there is (RFC 9110, section 10.1.1).',
    fix: 'Leave the header `expect` out.',
  },
  ROUTE_UNKNOWN: {
    category: 'not-found',
    why: 'No link of this app has a route of this path.',
    fix: 'Compare the path with `/openapi.json` or `/docs`.',
  },
  METHOD_NOT_ALLOWED: {
    category: 'unsupported',
    why: 'The path is known, but not with this method.',
    fix: 'Use one of the methods that the header `allow` lists.',
  },
  ETAG_DIFFERENT: {
    category: 'precondition-failed',
    why: 'The condition that the request states does not hold: what it was made for has changed meanwhile.',
    fix: 'Read it again, decide again, and send the request with the new ETag.',
  },
  CREDENTIALS_MISSING: {
    category: 'unauthenticated',
    why: 'This endpoint answers known callers only.',
    fix: 'Send credentials of the kind that the header `www-authenticate` names.',
  },
  CREDENTIALS_REFUSED: {
    category: 'unauthenticated',
    why: 'The credentials are wrong, expired or revoked.',
    fix: 'Get new credentials and send the request again.',
  },
  PERMISSION_MISSING: {
    category: 'forbidden',
    why: 'The caller is known, and may not do this.',
    fix: 'Ask for the scope that the message names, or use another caller.',
  },
  SERVER_DRAINING: {
    category: 'unavailable',
    why: 'The app is stopping and takes nothing new.',
    fix: 'Send the request again; another instance, or the next start, answers it.',
  },
  SERVER_FAULT: {
    category: 'internal',
    why: 'Something failed on our side; the log has the details under the trace id of this answer.',
    fix: 'Try again later, and report the trace id if it stays.',
  },
  TLS_UNREADABLE: {
    category: 'misconfigured',
    why: 'TLS needs a certificate and its private key, as files in PEM that this process may read.',
    fix: 'Mend the paths in `http.tls`, or the rights of the files.',
  },
  LISTEN_FAILED: {
    category: 'misconfigured',
    why: 'The port is taken, or this process may not listen there.',
    fix: 'Stop the other process, or choose another port with `http.port`.',
  },
});
