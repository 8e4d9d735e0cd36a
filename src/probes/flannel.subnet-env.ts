import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {type FlannelSubnetEnv, parseFlannelSubnetEnv} from '../parsers/flannel-subnet-env.ts';

/** On Canal flanneld keeps its file to itself: only the plugin of rke2-flannel reads this one. */
export const subnetEnvPath = '/run/flannel/subnet.env';

export interface SubnetEnvFile {
	/** A directory stands in its place, which flanneld cannot replace. */
	readonly isDirectory?: true;
	/** Absent where there is no file. */
	readonly written?: FlannelSubnetEnv;
}

export const flannelSubnetEnv = defineProbe({
	id: 'flannel.subnet-env',
	summary: 'what flanneld of rke2-flannel tells its CNI plugin: range, MTU; nothing where there is no file',
	requests: () => [file(subnetEnvPath)],
	parse: ([reply]): SubnetEnvFile => {
		if (reply?.status === 'unanswered' && reply.detail.includes('got a directory')) {
			return {isDirectory: true};
		}
		const text = textIfFound(reply);
		return text === undefined ? {} : {written: parseFlannelSubnetEnv(text)};
	},
});
