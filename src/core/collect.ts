import {type Evidence, Unavailable} from './evidence.ts';
import type {Host} from './host.ts';
import type {AnyProbe, EvidenceOf, ProbeMap, ValueOf} from './probe.ts';
import {type Reply, type Request, requestKey} from './request.ts';

export interface CollectOptions {
	/** When it aborts, whatever is still being read becomes `timed-out`. */
	readonly signal?: AbortSignal | undefined;
	readonly onProbe?: ((id: string) => void) | undefined;
}

/** Reads each request and evaluates each probe once, however many checks ask for it. */
export interface Collector {
	readonly evidence: <P extends AnyProbe>(probe: P) => Promise<Evidence<ValueOf<P>>>;
	readonly evidenceOf: <Map extends ProbeMap>(probes: Map) => Promise<EvidenceOf<Map>>;
	/** Starts a read that will be wanted; nobody waits for it yet. */
	readonly prefetch: (request: Request) => void;
	/** Everything that was evaluated so far, also what other probes needed. */
	readonly results: () => Promise<ReadonlyMap<AnyProbe, Evidence<unknown>>>;
}

/** The erased form in which probes of all types are run. */
type ErasedProbe = AnyProbe & {
	requests(needs: unknown, wants: unknown): readonly Request[];
	parse(replies: readonly Reply[], needs: unknown, wants: unknown): unknown;
};

const aborted: Reply = {
	status: 'unanswered',
	reason: 'timed-out',
	detail: 'the run ended before this was read',
};

/** A probe without reads of its own has its value from those of others. */
const sourcesOf = (evidence: readonly Evidence<unknown>[]): readonly string[] => [
	...new Set(evidence.flatMap(one => (one.ok ? one.sources : []))),
];

export const createCollector = (host: Host, options: CollectOptions = {}): Collector => {
	const replies = new Map<string, Promise<Reply>>();
	const results = new Map<AnyProbe, Promise<Evidence<unknown>>>();
	const firstSamples = createActivity();
	const abortion = whenAborted(options.signal);

	const read = (request: Request): Promise<Reply> => {
		const key = requestKey(request);
		const known = replies.get(key);
		if (known !== undefined) {
			return known;
		}
		const reply = readNow(request);
		replies.set(key, reply);
		return reply;
	};

	const readNow = async (request: Request): Promise<Reply> => {
		if (request.sample === 'last') {
			await firstSamples.idle();
			return Promise.race([host.read(request), abortion]);
		}
		return firstSamples.during(Promise.race([host.read(request), abortion]));
	};

	const evaluate = async (probe: ErasedProbe): Promise<Evidence<unknown>> => {
		const [needs, wants] = await Promise.all([gather(probe.needs), gather(probe.wants)]);
		const missing = Object.entries(needs).find(([, evidence]) => !evidence.ok);
		if (missing !== undefined && !missing[1].ok) {
			return missing[1];
		}
		const values = Object.fromEntries(
			Object.entries(needs).map(([name, evidence]) => [name, evidence.ok ? evidence.value : undefined]),
		);
		let sources: readonly string[] = [];
		try {
			const requests = probe.requests(values, wants);
			sources =
				requests.length > 0
					? requests.map(requestKey)
					: sourcesOf([...Object.values(needs), ...Object.values(wants)]);
			const answers = await Promise.all(requests.map(read));
			return {ok: true, value: probe.parse(answers, values, wants), sources};
		} catch (error) {
			const {reason, message} =
				error instanceof Unavailable
					? error
					: ({reason: 'unparseable', message: (error as Error).message} as const);
			return {ok: false, reason, detail: message, probe: probe.id, sources};
		}
	};

	const gather = async (probes: ProbeMap = {}): Promise<Record<string, Evidence<unknown>>> => {
		const entries = Object.entries(probes).map(
			async ([name, probe]) => [name, await evidence(probe)] as const,
		);
		return Object.fromEntries(await Promise.all(entries));
	};

	const evidence = (probe: AnyProbe): Promise<Evidence<unknown>> => {
		const known = results.get(probe);
		if (known !== undefined) {
			return known;
		}
		const result = evaluate(probe as ErasedProbe).finally(() => options.onProbe?.(probe.id));
		results.set(probe, result);
		return result;
	};

	return {
		evidence: evidence as Collector['evidence'],
		evidenceOf: gather as Collector['evidenceOf'],
		prefetch: request => {
			void read(request);
		},
		results: async () =>
			new Map(await Promise.all([...results].map(async ([probe, result]) => [probe, await result] as const))),
	};
};

const whenAborted = (signal: AbortSignal | undefined): Promise<Reply> =>
	new Promise(resolve => {
		if (signal?.aborted) {
			resolve(aborted);
		}
		signal?.addEventListener('abort', () => resolve(aborted), {once: true});
	});

/** Tells when nothing is being read any more: only then are second samples taken, after the packets of every probe. */
const createActivity = () => {
	let underWay = 0;
	let waiting: (() => void)[] = [];
	// A macrotask later: what just ended may have let another probe ask its next question.
	const releaseWhenIdle = (): void => {
		setImmediate(() => {
			if (underWay === 0) {
				const released = waiting;
				waiting = [];
				for (const release of released) {
					release();
				}
			}
		});
	};
	return {
		during: async <Value>(work: Promise<Value>): Promise<Value> => {
			underWay += 1;
			try {
				return await work;
			} finally {
				underWay -= 1;
				releaseWhenIdle();
			}
		},
		idle: (): Promise<void> =>
			new Promise(resolve => {
				waiting.push(resolve);
				releaseWhenIdle();
			}),
	};
};
