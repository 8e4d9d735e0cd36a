import type {Mount} from '../parsers/mount-table.ts';

export const usualBpfMount = '/sys/fs/bpf';

/** Proof that no BPF file system is mounted, wherever a chart would have it; nothing where no mount could be seen. */
export const bpfMountMissing = (mounts: readonly Mount[]): string | undefined => {
	if (mounts.length === 0 || mounts.some(({type}) => type === 'bpf')) {
		return undefined;
	}
	const other = mounts.findLast(({point}) => point === usualBpfMount);
	return other === undefined ? 'no file system of type bpf' : `${other.source} ${other.point} ${other.type}`;
};
