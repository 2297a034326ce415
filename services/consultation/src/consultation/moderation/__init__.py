"""Moderation, in public: every act by a published rule, none without a trace."""
