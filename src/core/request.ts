/** Which of two readings of the same thing: `last` is read after the packets, at least 0.5 s after `first`. */
export type Sample = 'first' | 'last';

/** Bounded test traffic; what may be sent, and to whom, is decided by probes and limited by Host. */
export type Packet =
	/** TCP connect to an address. */
	| {readonly packet: 'tcp'; readonly address: string; readonly port: number}
	/** TCP connect and a completed TLS handshake: proves that payload passes both ways. */
	| {readonly packet: 'tls'; readonly address: string; readonly port: number}
	/** One ICMP echo with the do-not-fragment bit; `size` counts payload bytes without IP and ICMP headers. */
	| {readonly packet: 'ping'; readonly address: string; readonly size: number}
	/** One DNS query for A records. */
	| {
			readonly packet: 'dns';
			readonly server: string;
			readonly name: string;
			readonly transport: 'udp' | 'tcp';
	  };

/** One read of the node. Data, never code: it can be printed, allow-listed, recorded and replayed. Holds no absolute time. */
export type Request = (
	| {readonly kind: 'command'; readonly argv: readonly [string, ...string[]]}
	/** `tail`: only the last so many bytes. */
	| {readonly kind: 'file'; readonly path: string; readonly tail?: number}
	| {readonly kind: 'directory' | 'symlink' | 'stat' | 'filesystem'; readonly path: string}
	/** Kubernetes API, GET only. Only the named fields are kept; no `select` keeps the text (`/readyz`). */
	| {readonly kind: 'api'; readonly path: string; readonly select: readonly string[]}
	/** Health endpoints and agent sockets, GET only. */
	| {readonly kind: 'http'; readonly url: string; readonly socket?: string}
	/** BIRD's control socket: sends `restrict`, then `show …`. */
	| {readonly kind: 'bird'; readonly socket: string; readonly show: string}
	| ({readonly kind: 'packet'} & Packet)
	/** What this run was asked to do, as a JSON list: recorded like any reply, so that a replay does the same. */
	| {readonly kind: 'option'; readonly name: 'peer'}
	| {readonly kind: 'clock'}
) & {readonly sample?: Sample};

export type RequestKind = Request['kind'];
export type RequestOf<Kind extends RequestKind> = Extract<Request, {readonly kind: Kind}>;

/** Why something could not be read. Closed, so that renderers and hints can switch on it. */
export type Reason =
	| 'not-found'
	| 'denied'
	| 'timed-out'
	| 'too-large'
	| 'exit-code'
	| 'unparseable'
	| 'refused'
	| 'would-change-node'
	| 'passive'
	| 'not-recorded'
	| 'dependency'
	| 'too-early';

/**
 * What a read gave. `body` is text: standard output, file content, response body; JSON for
 * directory (`DirectoryEntry[]`), stat (`FileStatus`), filesystem (`FilesystemUsage`) and packet (`PacketResult`).
 */
export type Reply =
	| {
			readonly status: 'answered';
			readonly body: string;
			/** HTTP status of `http` replies. */
			readonly code?: number;
			readonly stderr?: string;
	  }
	| {
			readonly status: 'unanswered';
			readonly reason: Reason;
			/** One line for a human: what was tried and what came back. */
			readonly detail: string;
			/** What arrived all the same, such as the output of a command that failed. */
			readonly body?: string;
			/** Exit code of `command`, HTTP status of `api`. */
			readonly code?: number;
	  };

/** `mode` and `size` are those of what a symbolic link points to; `type` is the entry's own. */
export interface DirectoryEntry {
	readonly name: string;
	readonly type: 'file' | 'directory' | 'symlink' | 'other';
	readonly mode: number;
	readonly size: number;
	/** Seconds since the epoch. */
	readonly modified?: number;
	/** A symbolic link to something that does not exist; mode and size are then those of the link. */
	readonly isDangling?: true;
}

export interface FileStatus {
	readonly type: 'file' | 'directory' | 'symlink' | 'socket' | 'other';
	readonly mode: number;
	readonly uid: number;
	readonly gid: number;
	readonly size: number;
	readonly modified?: number;
}

/** Bytes and inodes of the file system that holds a path. */
export interface FilesystemUsage {
	readonly size: number;
	readonly available: number;
	readonly inodes: number;
	readonly inodesFree: number;
}

/**
 * `silent` proves nothing about UDP and about ping; for TCP it means that no answer came within the second.
 * A reset is an answer: the packet arrived and so did the reply.
 */
export interface PacketResult {
	readonly result: 'answered' | 'reset' | 'silent' | 'unreachable' | 'too-big';
	readonly detail?: string;
	readonly milliseconds?: number;
	/** Addresses in a DNS answer, or its response code when there were none. */
	readonly answer?: readonly string[];
}

export const command = (...argv: readonly [string, ...string[]]): Request => ({kind: 'command', argv});
export const file = (path: string, tail?: number): Request => ({
	kind: 'file',
	path,
	...(tail !== undefined && {tail}),
});
export const directory = (path: string): Request => ({kind: 'directory', path});
export const symlink = (path: string): Request => ({kind: 'symlink', path});
export const stat = (path: string): Request => ({kind: 'stat', path});
export const filesystem = (path: string): Request => ({kind: 'filesystem', path});
export const api = (path: string, ...select: readonly string[]): Request => ({kind: 'api', path, select});
export const http = (url: string, socket?: string): Request => ({
	kind: 'http',
	url,
	...(socket !== undefined && {socket}),
});
export const clock = (): Request => ({kind: 'clock'});

const quoted = (word: string): string =>
	/^[\w@%+=:,./*?-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;

const packetKey = (packet: Packet): string => {
	switch (packet.packet) {
		case 'tcp':
		case 'tls':
			return `${packet.packet} ${packet.address} ${packet.port}`;
		case 'ping':
			return `ping -c 1 -M do -s ${packet.size} ${packet.address}`;
		case 'dns':
			return `dig ${packet.transport === 'tcp' ? '+tcp ' : ''}@${packet.server} ${packet.name}`;
	}
};

const plainKey = (request: Request): string => {
	switch (request.kind) {
		case 'command':
			return request.argv.map(quoted).join(' ');
		case 'file':
			return request.tail === undefined
				? `cat ${quoted(request.path)}`
				: `tail -c ${request.tail} ${quoted(request.path)}`;
		case 'directory':
			return `ls -l ${quoted(request.path)}`;
		case 'symlink':
			return `readlink ${quoted(request.path)}`;
		case 'stat':
			return `stat ${quoted(request.path)}`;
		case 'filesystem':
			return `df ${quoted(request.path)}`;
		case 'api':
			return `kubectl get --raw ${quoted(request.path)}`;
		case 'http':
			return request.socket === undefined
				? `curl -s ${quoted(request.url)}`
				: `curl -s --unix-socket ${quoted(request.socket)} ${quoted(request.url)}`;
		case 'bird':
			return `birdcl -r -s ${quoted(request.socket)} show ${request.show}`;
		case 'packet':
			return packetKey(request);
		case 'option':
			return `--${request.name}`;
		case 'clock':
			return 'date';
	}
};

/** Identifies a request in reports, bundles and scenarios; reads like the command that an operator would type. */
export const requestKey = (request: Request): string =>
	request.sample === 'last' ? `${plainKey(request)} (second sample)` : plainKey(request);
