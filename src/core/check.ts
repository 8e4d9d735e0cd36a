import type {
	Backend,
	Cni,
	Dataplane,
	Environment,
	IpFamily,
	KubeProxyMode,
	Role,
	ServerKind,
} from './environment.ts';

export type Severity = 'critical' | 'warning' | 'info';

/** The Kubernetes kind, or the kernel's or RKE2's own noun, of what a finding is about. */
export type SubjectKind =
	| 'Node'
	| 'Pod'
	| 'DaemonSet'
	| 'Deployment'
	| 'Service'
	| 'HelmChart'
	| 'HelmChartConfig'
	| 'Interface'
	| 'Route'
	| 'RoutingRule'
	| 'NetfilterRule'
	| 'Sysctl'
	| 'KernelModule'
	| 'File'
	| 'Directory'
	| 'Unit'
	| 'Endpoint'
	| 'Certificate'
	| 'AddressRange'
	| 'Peer'
	| 'BGPPeer'
	| 'IPPool'
	| 'Installation'
	| 'TigeraStatus'
	| 'CiliumNode'
	| 'NetworkAttachmentDefinition';

/** Stable and unique per message: the workload instead of a generated pod name. */
export interface Subject {
	readonly kind: SubjectKind;
	readonly name: string;
	readonly namespace?: string;
}

/** One thing to do, in the imperative; `changes` marks what is not just a look. */
export interface Step {
	readonly text: string;
	readonly changes?: 'node' | 'cluster';
}

export interface Guide {
	readonly steps: readonly [Step, ...Step[]];
	/** Ids of the guide catalogue (`src/guides.ts`), the most helpful first. */
	readonly links: readonly [string, ...string[]];
}

/**
 * One statement that a check can make. `text` and the steps may hold `{placeholders}`, and `{count:pod|pods}`.
 * Severity belongs to the message, not to the check.
 */
export interface Message {
	readonly severity: Severity;
	readonly text: string;
	readonly guide: Guide;
	/**
	 * What this causes: `group/check#message`, `group/check` for each of its messages,
	 * or a probe (`kubernetes.*`) for the outcomes that are unknown without it. A situation in `fixtures/edges.yaml`
	 * proves each: what only may happen together is listed nowhere.
	 */
	readonly explains?: readonly string[];
}
export type Messages = Readonly<Record<string, Message>>;

/** Braces around anything but a name, such as a jsonpath in a step, are text; `name:one|many` chooses a word by a number. */
type NameIn<Text extends string> = Text extends `${infer Name}:${string}|${string}`
	? PlainName<Name>
	: PlainName<Text>;
type PlainName<Text extends string> =
	Text extends `${string}${' ' | '.' | ',' | '"' | '[' | '{' | '$'}${string}` ? never : Text;
type PlaceholdersIn<Text extends string> = Text extends `${string}{${infer Inner}}${infer Rest}`
	? NameIn<Inner> | PlaceholdersIn<Rest>
	: never;
type StepTexts<M extends Message> = M['guide']['steps'][number]['text'];
/** The data that a message needs: one entry for each placeholder of its text and steps. */
export type DataOf<M extends Message> = {
	readonly [Name in PlaceholdersIn<M['text'] | StepTexts<M>>]: string | number;
};

/** The excerpt that decides, and the probe it was read from; `of` picks one of several requests by a part of its key. */
export interface Citation<Source extends string = string> {
	readonly from: Source;
	readonly excerpt: string;
	readonly of?: string;
}

export interface FindingDetails<Source extends string = string> {
	readonly evidence: readonly [Citation<Source>, ...Citation<Source>[]];
	/** Further subjects, such as the Node that owns an address. */
	readonly about?: readonly Subject[];
	/** What breaks because of this: findings about these subjects can be explained. Default: the subject and `about`. */
	readonly affects?: readonly Subject[];
}

/** What a check yields; made by `finding`, completed by `evaluate`. */
export interface Draft {
	readonly message: string;
	readonly data: Readonly<Record<string, string | number>>;
	readonly subject: Subject;
	readonly details: FindingDetails;
}

export type MakeFinding<M extends Messages, Source extends string = string> = <Id extends keyof M & string>(
	message: Id,
	data: DataOf<M[Id]>,
	subject: Subject,
	details: FindingDetails<Source>,
) => Draft;

/** Every entry must hold; one that cannot be decided makes the outcome `unknown`. */
export interface Applicability {
	readonly cni?: readonly Cni[];
	readonly role?: readonly Role[];
	readonly serverKind?: readonly ServerKind[];
	readonly backend?: readonly Backend[];
	readonly dataplane?: readonly Dataplane[];
	readonly bgp?: boolean;
	readonly kubeProxy?: readonly KubeProxyMode[];
	readonly multus?: boolean;
	readonly family?: IpFamily;
	/** Range of RKE2 versions per minor release line: `['>=1.32.10', '>=1.33.6']` holds for 1.32.10 and 1.33.6, not for 1.33.5. */
	readonly rke2?: readonly string[];
}

/** Evidence ids by the name the check uses for them. */
export type EvidenceIds<Values> = {readonly [name: string]: keyof Values & string};
export type EvidenceValues<Values, Ids extends EvidenceIds<Values>> = {
	readonly [Name in keyof Ids]: Values[Ids[Name]];
};
export type WantedValues<Values, Ids extends EvidenceIds<Values>> = {
	readonly [Name in keyof Ids]: Values[Ids[Name]] | undefined;
};

export interface Check<
	Values,
	Needs extends EvidenceIds<Values>,
	Wants extends EvidenceIds<Values>,
	M extends Messages,
> {
	/** `<group>/<what-is-wrong>` = file path. */
	readonly id: string;
	/** The healthy statement: what is true when this check passes. */
	readonly title: string;
	/** Why it matters, for `explain`. */
	readonly rationale: string;
	readonly when?: Applicability;
	/** Without one of these the outcome is `unknown`. */
	readonly needs: Needs;
	/** May only add text or evidence to a finding, never decide whether there is one. */
	readonly wants?: Wants;
	readonly messages: M;
	/** Synchronous and pure; yields nothing when all is well. */
	readonly run: (
		evidence: EvidenceValues<Values, Needs> & WantedValues<Values, Wants>,
		context: {
			readonly finding: MakeFinding<M, (keyof Needs | keyof Wants | 'environment') & string>;
			readonly environment: Environment;
		},
	) => Iterable<Draft>;
}

/** A check as the engine sees it. */
export interface AnyCheck {
	readonly id: string;
	readonly title: string;
	readonly rationale: string;
	readonly when?: Applicability;
	readonly needs: Readonly<Record<string, string>>;
	readonly wants?: Readonly<Record<string, string>>;
	readonly messages: Messages;
	run(
		evidence: never,
		context: {readonly finding: never; readonly environment: Environment},
	): Iterable<Draft>;
}

export type DefineCheck<Values> = <
	const Needs extends EvidenceIds<Values>,
	const M extends Messages,
	const Wants extends EvidenceIds<Values> = {},
>(
	check: Check<Values, Needs, Wants, M>,
) => Check<Values, Needs, Wants, M>;
