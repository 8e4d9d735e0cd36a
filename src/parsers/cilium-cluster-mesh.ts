import {
	booleanIfAt,
	type JsonObject,
	numberIfAt,
	objectIfAt,
	present,
	textAt,
	textIfAt,
} from './json-value.ts';

/** Another cluster of a mesh, as the agent of this node sees it. */
export interface CiliumRemoteCluster {
	readonly name: string;
	/** Whether the agent has all that the other cluster tells of itself. */
	readonly isReady: boolean;
	/** In words of the agent: `Waiting for initial connection to be established`. */
	readonly status?: string;
	/** Attempts to reach it that failed since the agent was started. */
	readonly failures: number;
	/** 1 to 255, or 511; absent where the other cluster has not told it yet. */
	readonly clusterId?: number;
}

/** https://github.com/cilium/cilium/blob/main/api/v1/models/remote_cluster.go */
export const remoteClusterOf = (object: JsonObject): CiliumRemoteCluster => ({
	name: textAt(object, 'name'),
	isReady: booleanIfAt(object, 'ready') ?? false,
	failures: numberIfAt(object, 'num-failures') ?? 0,
	...present({
		status: textIfAt(object, 'status')?.trim() || undefined,
		clusterId: numberIfAt(objectIfAt(object, 'config') ?? {}, 'cluster-id') || undefined,
	}),
});
