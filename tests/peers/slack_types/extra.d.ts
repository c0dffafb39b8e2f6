// What Slack has and @slack/types 3.2.0 and @slack/web-api 8.2.0 do not know yet, and nothing else.
// `Missing` no longer compiles once they know it: then it goes from here.
import type {
  AppsManifestValidateArguments,
  Block,
  ChatPostMessageArguments,
  KnownBlock,
} from '@slack/web-api';

type Missing<T extends never> = T;

// A block of any kind we know. The official arguments take `KnownBlock | Block`, and `Block` lets
// every type and a missing field through; this does not.
export type AnyKnownBlock = KnownBlock | DataVisualizationBlock;

// https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
export interface DataVisualizationBlock extends Block {
  type: 'data_visualization';
  title: string;
  chart: PieChart | AxesChart;
}
export type MissingBlock = Missing<Extract<KnownBlock['type'], DataVisualizationBlock['type']>>;

interface PieChart {
  type: 'pie';
  segments: Point[];
}

interface AxesChart {
  type: 'area' | 'bar' | 'line';
  series: { name: string; data: Point[] }[];
  axis_config: { categories: string[]; x_label?: string; y_label?: string };
}

interface Point {
  label: string;
  value: number;
}

// https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
// A message for the place the URL leads to: no channel; the original can be replaced or deleted.
export type ResponseUrlArguments = WithoutChannel<ChatPostMessageArguments> & {
  response_type?: 'ephemeral' | 'in_channel';
  replace_original?: boolean;
  delete_original?: boolean;
};

// Each member of the union by itself: `Omit` on a union keeps only what they all have.
type WithoutChannel<T> = T extends { channel: string } ? Omit<T, 'channel' | 'token'> : never;

type Manifest = AppsManifestValidateArguments['manifest'];
type Settings = NonNullable<Manifest['settings']>;
type OAuth = NonNullable<Manifest['oauth_config']>;
type Events = NonNullable<Settings['event_subscriptions']>;
type Scopes = NonNullable<OAuth['scopes']>;

// https://docs.slack.dev/reference/scopes/assistant.write
type NewScope = 'assistant:write';
export type MissingScope = Missing<Extract<NonNullable<Scopes['bot']>[number], NewScope>>;

// https://docs.slack.dev/reference/events/agent_session_stopped
type NewEvent = 'agent_session_stopped';
export type MissingEvent = Missing<Extract<NonNullable<Events['bot_events']>[number], NewEvent>>;

// https://docs.slack.dev/reference/app-manifest: the official type takes any further key at the
// top; the manifest's own schema does not.
export interface AppManifest {
  _metadata?: Manifest['_metadata'];
  display_information: Manifest['display_information'];
  features?: Manifest['features'];
  oauth_config?: Omit<OAuth, 'scopes'> & {
    scopes?: Omit<Scopes, 'bot'> & { bot?: (NonNullable<Scopes['bot']>[number] | NewScope)[] };
  };
  settings?: Omit<Settings, 'event_subscriptions'> & {
    event_subscriptions?: Omit<Events, 'bot_events'> & {
      bot_events?: (NonNullable<Events['bot_events']>[number] | NewEvent)[];
    };
  };
  functions?: Manifest['functions'];
}
