import type {KernelLine} from '../parsers/kernel-log.ts';

/** What lines of the kernel mean, and when they mean nothing. */
export interface KernelSignature<Fault extends string> {
	readonly fault: Fault;
	/** Its groups `device` and `detail` are what the line names: lines that name the same are one complaint. */
	readonly says: RegExp;
	/** Lines that read alike and are harmless. */
	readonly except?: RegExp;
	/** Said less often it is a moment's trouble; 1 unless told otherwise. */
	readonly atLeast?: number;
	/** Milliseconds: what is said within them counts once. */
	readonly apart?: number;
	/** Milliseconds: not said for this long, it is over; half an hour unless told otherwise. */
	readonly within?: number;
	/** What the kernel says of the same device when it is over. */
	readonly over?: RegExp;
}

export interface KernelComplaint<Fault extends string> {
	readonly fault: Fault;
	/** The interface, else empty. */
	readonly device: string;
	/** What else the line names, else empty. */
	readonly detail: string;
	/** Since it was over, where the kernel says so. */
	readonly count: number;
	readonly last: KernelLine;
}

const minute = 60_000;
const usually = 30 * minute;

const groupsOf = (pattern: RegExp, {message}: KernelLine) => {
	const found = pattern.exec(message);
	return found === null
		? undefined
		: {device: found.groups?.device ?? '', detail: found.groups?.detail ?? ''};
};

/** What the kernel complained of lately and has not taken back, in the order of its first words; times are milliseconds since the epoch. */
export const kernelComplaints = <Fault extends string>(
	log: readonly KernelLine[],
	signatures: readonly KernelSignature<Fault>[],
	now: number,
): readonly KernelComplaint<Fault>[] => {
	const open = new Map<
		string,
		KernelComplaint<Fault> & {readonly signature: KernelSignature<Fault>; readonly counted: number}
	>();
	for (const line of log.filter(({time}) => now - time <= usually)) {
		for (const [key, {signature, device}] of [...open]) {
			const recovered = signature.over && groupsOf(signature.over, line);
			if (recovered !== undefined && recovered.device === device) {
				open.delete(key);
			}
		}
		for (const signature of signatures) {
			const {fault, says, except, apart = 0} = signature;
			const named = except?.test(line.message) === true ? undefined : groupsOf(says, line);
			if (named !== undefined) {
				const key = `${fault} ${named.device} ${named.detail}`;
				const before = open.get(key);
				const moment =
					before !== undefined && line.time - before.counted < apart
						? {count: before.count, counted: before.counted}
						: {count: (before?.count ?? 0) + 1, counted: line.time};
				open.set(key, {fault, ...named, ...moment, last: line, signature});
				break;
			}
		}
	}
	return [...open.values()]
		.filter(
			({count, last, signature: {atLeast = 1, within = usually}}) =>
				count >= atLeast && now - last.time <= within,
		)
		.map(({signature: _, counted: __, ...complaint}) => complaint);
};
